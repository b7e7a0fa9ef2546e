# The mails, and the demo's mailbox. A mail is called mail-{template}-subject and mail-{template}-body.
mail-foot =
    Dizza – young people speak up about tobacco and nicotine
    { $origin }

mail-sign-in-subject = Sign in to Dizza
mail-sign-in-body =
    Hello!

    Press the link in the same browser you started in, and then the button Sign in:
    { $url }

    Or type this code on the page where you are waiting:
    { $code }

    The link and the code work for ten minutes, and only once.

    Was it not you who wanted to sign in? Throw this mail away, and nothing happens.

mail-decision-approve-subject = “{ $title }” is published
mail-decision-approve-body =
    Hello!

    The contribution “{ $title }” has been reviewed and published. Now everybody can see it:
    { $url }

    Do share the link.
    { $text }

mail-decision-request-changes-subject = “{ $title }” needs a change
mail-decision-request-changes-body =
    Hello!

    We have looked at the contribution “{ $title }”. Something needs to change before it can be published:

    { $text }

    What to do: open the contribution, change it and hand it in again. Nothing is lost.
    { $url }

mail-decision-reject-subject = “{ $title }” will not be published
mail-decision-reject-body =
    Hello!

    We have looked at the contribution “{ $title }” and cannot publish it. This is why:

    { $text }

    The decision is about the whole contribution. A person made it. Do you think it is wrong? Answer this mail, and somebody else here will look at it again.
    { $url }

mail-decision-hide-subject = “{ $title }” is hidden
mail-decision-hide-body =
    Hello!

    The contribution “{ $title }” can no longer be seen by others. This is why:

    { $text }

    It is hidden for now and can be shown again. Do you think it is wrong? Answer this mail, and somebody else here will look at it again.
    { $url }

mail-decision-restore-subject = “{ $title }” can be seen again
mail-decision-restore-body =
    Hello!

    The contribution “{ $title }” is shown again:
    { $url }
    { $text }

mail-report-stays-subject = Your report: the contribution stays
mail-report-stays-body =
    Hello!

    Thank you for telling us about “{ $title }”. One of us has read what you wrote and looked at the contribution. We think that it can be shown.

    Do you see something that we missed? Report it again and tell us more. We have now forgotten your address.
    { $url }

mail-report-gone-subject = Your report: the contribution is not shown
mail-report-gone-body =
    Hello!

    Thank you for telling us about “{ $title }”. One of us has read what you wrote and looked at the contribution. It is no longer shown.

    We have now forgotten your address.
    { $url }

mail-teacher-yes-subject = You can open classes now
mail-teacher-yes-body =
    Hello!

    You are approved as a teacher on Dizza. Sign in again and open your first class:
    { $url }

mail-teacher-no-subject = We could not approve you as a teacher
mail-teacher-no-body =
    Hello!

    We could not see that you work at the school, so we cannot let you open classes. Is that wrong? Ask again, best from the school's e-mail address:
    { $url }

mailbox-title = The demo’s mailbox
mailbox-lede = The demo sends no mail. Mails land here, and only whoever sits at this computer can read them.
mailbox-subject = Subject
mailbox-to = To
mailbox-date = Written
mailbox-empty = No mail yet. Sign in, and the first one arrives.
