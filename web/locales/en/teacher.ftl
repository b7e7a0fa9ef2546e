# Becoming a teacher on Dizza: asking for it, and the moderators' answers.
teacher-ask-title = Are you a teacher?
teacher-ask-lede = Say at which school you work. One of us checks it, mostly within a school day. Then you can open classes.
teacher-ask-waiting = We have your question and answer by mail, mostly within a school day. You can change the school's name until then.
teacher-already = You are a teacher here. You can open classes.
teacher-school = School and town
teacher-school-hint = For example Björkskolan, Malmö
teacher-school-missing = Type the name of the school
teacher-school-long = The name of the school is too long. It may have 120 characters at most.
teacher-ask-send = Send
teacher-ask-change = Save
teacher-ask-why =
    Why do we ask? A teacher lets pupils into a class and answers for what the class hands in. So we want to know that it is a real teacher.

    Please use the school's e-mail address: it goes faster.
flash-teacher-asked = Thank you! The answer comes by mail.
flash-teacher-granted = The teacher is approved and gets a mail.
flash-teacher-declined = Declined. A mail is on its way.
flash-teacher-answered = Somebody else has answered already.
account-teacher = Are you a teacher? Ask to open classes.
schools-ask = Ask to be a teacher
teachers-title = Teachers who wait
teachers-lede = Check that the person works at the school: call the school or look at its website. An address is not enough.
teachers-asked = asked { $date }
teachers-grant = Approve
teachers-grant-of = Approve { $email } as a teacher
teachers-decline = Decline
teachers-decline-of = Decline { $email }
teachers-empty = Nobody waits.
