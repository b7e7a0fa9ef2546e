# Classes: the teacher's pages, and the pupils' way in and back.
classes-title = My classes
classes-new = Open a class
classes-empty = You have no class here yet. Open one, and you get a code that the pupils join with.
classes-pupils = { $count ->
    [0] no pupil yet
    [one] 1 pupil
   *[other] { $count } pupils
}
classes-works = { $count ->
    [0] no contribution yet
    [one] 1 contribution
   *[other] { $count } contributions
}
classes-waiting = { $count ->
    [one] One contribution is waiting for you
   *[other] { $count } contributions are waiting for you
}
class-deadline = Hand in { $distance } at the latest, { $moment }.
class-grade = Grade { $grade }
class-grade-upper = Upper secondary, year { $year }

class-new-title = Open a class
class-new-school = School
class-new-name = Class
class-new-name-hint = For example 7B
class-new-grade = Grade
class-new-municipality = Municipality
class-new-municipality-hint = In public we show only the county.
class-new-choose = Choose …
class-show-place = Show the names of school and class beside the contribution
class-show-place-hint = Otherwise we show only county and grade. Leave it like that if somebody in the class must not be found.
class-new-open = Open the class
class-new-school-empty = Type the name of the school
class-new-name-empty = Type the name of the class, for example 7B
class-new-grade-empty = Choose a grade
class-new-municipality-empty = Choose a municipality
class-new-too-long = That is too long. There is room for { $max } characters at most.

class-works = The class’s contributions
class-works-empty = No contribution has been started. The pupils begin when they have joined.
class-work-title = Title
class-work-state = State
class-work-next = Next step
class-work-untitled = Without a title
class-work-approve = Look through and approve
class-work-open = Open the draft
class-work-all = Everything about it
class-state-draft = the pupils are working
class-state-submitted = waiting for you
class-state-in-review = in review
class-state-changes-requested = needs changes
class-state-approved = approved, soon published
class-state-published = published
class-state-rejected = will not be published
class-state-withdrawn = withdrawn
class-state-hidden = hidden
class-state-erased = erased
class-join = How the pupils join
class-closed-text = The class is closed, so nobody new can join. Those who are in can go on.
class-step-1 = Open the page
class-step-1-text = Scan the QR code or go to { $address }
class-step-2 = Type the code and a nickname
class-step-2-text = No real name, no e-mail.
class-step-3 = Write down three words
class-step-3-text = With them you come back on another computer or phone.
class-projector = Show to the class
class-close = Close for new pupils
class-reopen = Open for new pupils again
class-renew = Change the code
class-pupils = { $count ->
    [0] Pupils
    [one] 1 pupil
   *[other] { $count } pupils
}
class-pupils-empty = Nobody has joined yet.
class-pupils-hint = We know only the nicknames. Whoever has lost their three words joins again with a new nickname, and you remove the old one.
class-pupil-remove = Remove
class-place = What others see
class-place-shown = The names of school and class are shown beside the contribution.
class-place-hidden = Only county and grade are shown. The names of school and class are hidden.
class-place-show = Show school and class
class-place-hide = Hide school and class
class-locked = Nobody can come back just now
class-locked-text = Somebody has typed wrong words many times, so the page for coming back is locked. Open it again. If it happens more than once: change the code.
class-unlock = Open the page again

class-confirm-renew-title = Change the code { $name }?
class-confirm-renew-text = The old code stops working at once, both for joining and for coming back. Show the pupils the new one. Those who are in will notice nothing.
class-confirm-renew-do = Change the code
class-confirm-remove-title = Remove { $name }?
class-confirm-remove-text = The pupil is signed out at once and cannot come back with their words. What the pupil has made stays in the class’s contribution.
class-confirm-remove-do = Remove
class-confirm-back = No, go back

flash-class-renewed = The class has a new code.
flash-class-closed = The class is closed for new pupils.
flash-class-reopened = Pupils can join again now.
flash-class-unlocked = Pupils can come back again now.
flash-class-place-shown = The names of school and class are now shown beside the contribution.
flash-class-place-hidden = The names of school and class are hidden.
flash-class-pupil-removed = The pupil is removed.
problem-teachers-only = This page is for teachers. Are you a teacher? Open your account and ask to open classes.
problem-classes-closed = No class can be opened just now: handing in is closed.
problem-too-many-classes = You already have as many classes as one teacher can have.

projector-title = Join { $name }
projector-step-1 = Scan the QR code, or go to { $address }
projector-qr = QR code that leads to the page for joining

join-title = Join your class
join-code = The class’s code
join-code-hint = Eight characters. You get it from your teacher.
join-nickname = Your nickname
join-nickname-hint = Make one up. Not your real name, and nothing that people outside the class would recognise.
join-go = Join
join-about =
    We do not ask what you are called, how old you are or where you live. No e-mail, no phone number, no account.

    Afterwards you get three words. With them you come back.
join-been-here = Joined already? Come back with your three words
join-already = You are already in as { $nickname }. Is somebody else sitting here? Then they can join now, and { $nickname } is signed out.
join-already-go = Go on to the contribution
join-code-unknown = There is no such code. Check every character, or ask your teacher.
join-code-old = The code was changed. Ask your teacher for the new one.
join-closed = The class is closed for new pupils. Ask your teacher, who can open it again.
join-over = The contest is over, so it is no longer possible to join.
join-full = The class is full. Tell your teacher.
join-too-many = Many codes that do not exist have come from here. Wait five minutes and try again.
join-nickname-empty = Make up a nickname
join-nickname-long = The nickname is too long. There is room for 30 characters at most.
join-nickname-wrong = Choose another nickname: at least two letters, no address and no phone number
join-nickname-taken = Somebody in the class has that name already. Choose another nickname.

joined-title = Your three words
joined-heading = Now you are in { $class }, { $nickname }!
joined-lede = Write down your three words, or take a picture. They are shown only now. They are in Swedish.
joined-code = The class’s code is { $code }. You need both the code and the words to come back.
joined-go = To the contribution
joined-copy = Copy the words
joined-copied = The words are copied
joined-print = Print
joined-about = Do not show the words to others. Whoever has them can change your contribution and vote as you.
joined-once = Your three words have been shown already, and we did not keep them. Did you not write them down? Then you can get new ones.
joined-new-words = Give me new words

return-title = Come back to your class
return-lede = Type the class’s code and your three words.
return-words = Your three words
return-words-hint = In the right order, with spaces between them
return-go = Come back
return-help = Have you lost the words? Join again with a new nickname, and ask your teacher to remove the old one.
return-words-count = Type three words with spaces between them
return-words-unknown = Word number { $at } is not one of our words. Is it spelt right?
return-words-wrong = Nobody in the class has those words. Check both the code and the order.
return-locked = It went wrong too many times, so the page is locked for your class. Ask your teacher to open it again.
flash-returned = Welcome back!
