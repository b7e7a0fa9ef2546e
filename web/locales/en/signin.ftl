# Signing in by e-mail, signing out, one's own account.
sign-in-title = Sign in
sign-in-lede = For teachers, for those who take part on their own, and for us who work with the contest. No password needed.
sign-in-email = Your e-mail address
sign-in-email-hint = We send a link and a code that work for ten minutes.
sign-in-email-wrong = Type the whole address, for example name@school.org
sign-in-too-many-mails = That address has had as many mails as it can get today. Use the code in one of them, or try again tomorrow.
sign-in-send = Send the link
sign-in-pupil = Are you a pupil?
sign-in-pupil-text = Then you need no e-mail. You join the class with a code and a nickname, and come back with your three words.
sign-in-join = Join the class
sign-in-return = Come back
sign-in-other-address = Type another address
sign-in-code-title = Look in your mail
sign-in-code-lede = If the address is right, a mail will soon be there. Press the link in the mail or type the six digits here.
sign-in-code-mailbox = This is a demo: read the mail in the mailbox.
sign-in-code-digits = The code in the mail
sign-in-code-hint = Six digits
sign-in-code-help =
    No mail? Look in the spam folder and wait a minute. Check that the address is spelt right.

    Type the code only here, and only if it was you who asked for it. We never ask for it.
sign-in-enter = Sign in
sign-in-new-mail = Ask for a new mail
sign-in-code-wrong = The code is not right. { $left ->
    [one] You have one try left.
   *[other] You have { $left } tries left.
}
sign-in-code-needed = Type the six digits from the mail
sign-in-code-too-many = That was too many tries. Ask for a new mail.
sign-in-code-expired = The code is too old. Ask for a new mail.
sign-in-code-used = The code was used already. Ask for a new mail.
sign-in-code-unknown = No code is waiting in this browser. Ask for a new mail.
sign-in-link-ready-title = Sign in
sign-in-link-ready-lede = One more press, and you are in.
sign-in-link-needs-code-title = Type the code too
sign-in-link-needs-code-lede = You opened the link in another browser than the one you started in. Then we need the six digits from the mail.
sign-in-link-used-title = The link was used already
sign-in-link-used-lede = A link works only once. Are you not signed in? Ask for a new mail.
sign-in-link-expired-title = The link is too old
sign-in-link-expired-lede = A link works for ten minutes. Ask for a new mail, it is quick.
sign-in-link-too-many-codes-title = Too many tries
sign-in-link-too-many-codes-lede = The code was typed wrong five times, so it no longer works. Ask for a new mail.
sign-in-link-unknown-title = There is no such link
sign-in-link-unknown-lede = It may be mistyped or more than a day old. Copy the whole link from the mail, or ask for a new one.
problem-account-suspended = The account is suspended. Do you think that is wrong? Write to the organiser.
account-title = Your account
account-email = E-mail
account-roles = You are
account-language = Language of mails from us
account-language-choose = Choose a language
account-save = Save
flash-account-saved = Saved.
role-organiser = organiser
role-moderator = moderator
role-juror = juror
role-teacher = teacher
role-contributor = contributor
