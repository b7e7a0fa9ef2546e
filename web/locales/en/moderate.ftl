# The moderators' room.
moderate-title = Review
moderate-queue = The queue
moderate-waiting = { $count ->
    [0] Nothing is waiting
    [one] 1 contribution is waiting
   *[other] { $count } contributions are waiting
}
moderate-filters = Filters
moderate-filter-kind = Kind
moderate-filter-category = Category
moderate-kind-all = Everything
moderate-kind-urgent = Privacy first
moderate-kind-photo = Picture
moderate-kind-video = Film
moderate-kind-audio = Sound
moderate-kind-document = Magazine
moderate-kind-text = Text
moderate-category-all = All
moderate-earlier = Earlier in the queue
moderate-later = Further down
moderate-previous = Previous
moderate-next = Next
moderate-choose = Choose a contribution from the list. The one that has waited longest is on top.
moderate-begin = Begin with the first
moderate-empty = The queue is empty. Well done.
moderate-empty-action = See the contributions
moderate-single = One person on their own
moderate-tag-urgent = Privacy: two moderators
moderate-tag-held = Looks like something purged: two moderators
moderate-tag-reports = { $count ->
    [one] 1 report
   *[other] { $count } reports
}
moderate-tag-purge = A moderator wants it purged
moderate-tag-own = Your own

moderate-public-page = See the page that everybody sees
moderate-unveil = Show the film ({ $length }). It is blurred and silent until you open it.
moderate-decision = Decision
moderate-claim = I take this one
moderate-release = Give it back
moderate-claim-mine = This one is yours until { $until }.
moderate-claim-other = { $who } is looking at this one until { $until }.
moderate-approve = Approve
moderate-request-changes = Ask for changes
moderate-reject = Reject
moderate-hide = Hide now
moderate-restore = Show again
moderate-feature = Put on the front page
moderate-unfeature = Take off the front page
moderate-keep = Keep it, the reports are answered
moderate-undo = Undo
moderate-undone = undone
moderate-undo-approve = “{ $title }” is approved.
moderate-undo-request-changes = “{ $title }” goes back to be changed.
moderate-undo-reject = “{ $title }” is rejected.
moderate-why = Change or reject: choose a reason
moderate-why-hide = Hide: choose a reason
moderate-text-sv = As the pupils will read it, in Swedish
moderate-text-en = As the pupils will read it, in English
moderate-text-hint = Change the words so that they fit this very contribution. Write so that a twelve-year-old understands.
moderate-reason-missing = Choose a reason
moderate-words-missing-sv = Write the reason in Swedish
moderate-words-missing-en = Write the reason in English
moderate-words-long = Shorten the text. It can have at most 2,000 characters.
moderate-reports = Reports
moderate-report-closed = answered
moderate-report-contact = Answer to: { $contact }
moderate-timeline = What has happened
moderate-by-rule = Automatic
moderate-event-class = The teacher approved it
moderate-event-approve = Approved
moderate-event-request-changes = Changes asked for
moderate-event-reject = Rejected
moderate-event-hide = Hidden
moderate-event-restore = Shown again
moderate-event-ask-restore = One moderator wants to show it again
moderate-note-own = You, or your class, made this one. Somebody else must decide.
moderate-note-two = Somebody says that this is about their privacy. Two moderators must want to show it before it can be seen again.
moderate-note-held = A file here looks like, or is, a file of a work that was purged for ever. Look closely: it may be a copy.
moderate-note-held-two = Two moderators must approve before it can be shown.
moderate-doubles = Looks like this one
moderate-double-unseen = A contribution that moderators do not see now
moderate-double = { $state }. { $bits } of 256 marks differ.
moderate-purge-more = Purge for ever
moderate-purge-lede = For what must never come back. Files, words and reasons are deleted and cannot be restored. The same file, or a picture like it, is then held until two moderators have looked: what is here already, and whatever is uploaded later. Poems and other words are not recognised. Two moderators must want it.
moderate-purge = Purge for ever
moderate-purge-ask = Purge for ever …
moderate-purge-title = Purge “{ $title }” for ever?
moderate-purge-loses = { $files ->
    [0] The title, the text, the words of the reports and the reasons for decisions are lost.
    [one] The file with its description and captions, the title, the text, the words of the reports and the reasons for decisions are lost.
   *[other] All { $files } files with descriptions and captions, the title, the text, the words of the reports and the reasons for decisions are lost.
} Nobody can get them back.
moderate-purge-first = Nothing is purged now. If one more moderator wants the same, everything goes at once.
moderate-purge-last = Another moderator wants to purge it already. If you press too, everything is gone at once.
moderate-purge-spare = Do not purge
moderate-purge-keep = Keep it
moderate-purge-want = I want it purged
moderate-purge-asked = You want to purge it. Now one more moderator must want the same.
moderate-purge-second = Another moderator wants to purge it. If you press too, it is gone for ever.
flash-purge-asked = Noted. One more moderator must want to purge it.
flash-purge-spared = Nobody wants it purged any more.
flash-purged = Purged for ever.
moderate-note-asked = You want to show it. Now one more moderator must want the same.
moderate-note-second = Another moderator wants to show it. If you approve too, it can be seen again.
moderate-note-purge = A moderator wants this purged. Purge it, or choose Do not purge, before you decide anything but to refuse it.
moderate-note-not-ready = Not all files are ready. It cannot be approved yet.

moderate-state-draft = Draft
moderate-state-submitted = Waits for the teacher
moderate-state-in-review = Waits for review
moderate-state-changes-requested = To be changed
moderate-state-approved = Approved, public soon
moderate-state-published = Public
moderate-state-rejected = Rejected
moderate-state-withdrawn = Withdrawn
moderate-state-hidden = Hidden
moderate-state-erased = Erased

moderate-keys = Keys
moderate-keys-lede = Shortcuts while you review. They do nothing while you write in a field.
moderate-key-next = next contribution
moderate-key-previous = previous contribution
moderate-key-approve = approve
moderate-key-changes = ask for changes (first the reason, then once more)
moderate-key-reject = reject, or hide what is public
moderate-key-feature = put on the front page or take off
moderate-key-undo = undo the last decision
moderate-key-help = this list
moderate-keys-turn-off = Turn the keys off
moderate-keys-turn-on = Turn the keys on
moderate-keys-no-script = The keys need JavaScript. Everything else works without.
moderate-back = To the queue

flash-moderate-undone = The decision is undone. The contribution is back in the queue.
flash-moderate-hidden = The contribution is hidden.
flash-moderate-restored = The contribution can be seen again.
flash-moderate-second = Saved. Now one more moderator must say yes.
flash-moderate-kept = The reports are answered. The contribution stays.
flash-moderate-retried = The file is being processed once more.
flash-featured = The contribution is on the front page.
flash-unfeatured = The contribution is off the front page.
flash-featured-order = The order is saved.

problem-moderate-own = You, or your class, made this contribution. Somebody else must decide.
problem-moderate-state = The contribution is not there any more. Somebody may have been faster. Open it again and look.
problem-moderate-claimed = Another moderator is looking at this contribution just now.
problem-moderate-changed = The contribution has changed since you looked. Open it again and look once more.
problem-moderate-purge-asked = A moderator wants the contribution purged for ever. Purge it, or choose Do not purge first.
problem-moderate-not-ready = Not all files are ready. Wait a little and try again.
problem-moderate-no-undo = It is too late to undo. The decision stands.
problem-moderate-class-handed-in = The class has handed in another contribution meanwhile, so this cannot be undone.
problem-moderate-words = The reason is missing or too long.

featured-title = Featured on the front page
featured-lede = This is their order on the front page. Drag to change it, or use the buttons.
featured-up = Move up
featured-down = Move down
featured-remove = Remove
featured-up-of = Move { $title } up
featured-down-of = Move { $title } down
featured-remove-of = Remove { $title }
featured-empty = Nothing is featured yet. Open a public contribution and put it on the front page.
