# Reporting a contribution. No signing in.
report-title = Report a contribution
report-about = It is about
report-lede = You need not sign in, nor say who you are. A human being reads what you write.
report-reason = What is wrong?
report-reason-missing = Choose what fits best
report-reason-privacy = I am in it, or it is about somebody's privacy
report-privacy-hint = The contribution is hidden at once. Then two people look at it.
report-reason-bullying = Somebody is bullied or mocked
report-reason-hate = Hate against a group of people
report-reason-violence = Violence
report-reason-sexual = Something sexual
report-reason-self-harm = Somebody hurts themselves
report-reason-tobacco = It advertises tobacco or nicotine
report-reason-copied = Somebody else made it
report-reason-spam = Advertising or nonsense
report-reason-other = Something else
report-text = Tell us more
report-text-hint = For example where in the film it is. Write no names.
report-text-long = Shorten the text. It can have at most 2,000 characters.
report-contact = E-mail address
report-contact-hint = Only if you want an answer. We use it for nothing else.
report-contact-wrong = Type the whole address, for example name@school.org, or leave the field empty
report-send = Send the report
report-cancel = Cancel
report-sent-title = Thank you. We have your report.
report-sent-hidden = The contribution is hidden now. Nobody else can see it.
report-sent-lede = A human being will look at the contribution as soon as we can, the next school day at the latest.
report-sent-next =
    This is what happens:

    - A moderator reads what you wrote and looks at the contribution.
    - If something is wrong, it is removed or changed.
    - Those who made it are told why, but not who reported it.

    Do you feel bad about something you saw? Talk to an adult you trust, or call 116 111.
report-sent-action = To the contributions
report-rule-words = Somebody says that the contribution shows them or is about their privacy. Then we hide it at once, before a human being has had time to look. Two people are looking at it now. If everything is in order, the contribution can be seen again.
contribution-moderate = Review
