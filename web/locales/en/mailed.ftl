# Mails with a link and six digits: signing in, and confirming a vote.
mailed-code-title = Look in your mail
mailed-sign-in-lede = If the address is right, a mail will soon be there. Press the link in the mail or type the six digits here.
mailed-vote-lede = We have sent a mail. Press the link in it or type the six digits here, and the vote counts.
mailed-other-address = Type another address
mailed-mailbox = This is a demo: read the mail in the mailbox.
mailed-digits = The code in the mail
mailed-digits-hint = Six digits. They work for ten minutes.
mailed-help =
    No mail? Look in the spam folder and wait a minute. Check that the address is spelt right.

    Type the code only here, and only if it was you who asked for it. We never ask for it.
mailed-sign-in-send = Sign in
mailed-vote-send = Vote
mailed-wrong = The code is not right. { $left ->
    [one] You have one try left.
   *[other] You have { $left } tries left.
}
mailed-incomplete = Type all six digits from the mail. This does not count as a try.
mailed-needed = Type the six digits from the mail
mailed-too-many = That was too many tries. Ask for a new mail.
mailed-expired = The code is too old. Ask for a new mail.
mailed-used = The code was used already. Ask for a new mail.
mailed-unknown = No code is waiting in this browser. Ask for a new mail.
mailed-sign-in-ready-title = Sign in
mailed-sign-in-ready-lede = One more press, and you are in.
mailed-vote-ready-title = Confirm your vote
mailed-vote-ready-lede = One more press, and the vote counts.
mailed-link-needs-code-title = Type the code too
mailed-link-needs-code-lede = You opened the link in another browser than the one you started in. Then we need the six digits from the mail.
mailed-link-used-title = The link was used already
mailed-link-used-lede = A link works only once. Do you need another? Ask for a new mail.
mailed-link-expired-title = The link is too old
mailed-link-expired-lede = A link works for ten minutes. Ask for a new mail, it is quick.
mailed-link-too-many-codes-title = Too many tries
mailed-link-too-many-codes-lede = The code was typed wrong five times, so it no longer works. Ask for a new mail.
mailed-link-unknown-title = There is no such link
mailed-link-unknown-lede = It may be mistyped or more than a day old. Copy the whole link from the mail, or ask for a new one.
mailed-sign-in-again = Ask for a new mail
mailed-vote-again = To the contributions
