# Pages that are mostly words.
static-contact = Write to { $address }
how-title = How it works
how-heading = You have something to say. <mark>Say it.</mark>
how-lede = Dizza is the contest where young people tell what they think about tobacco and nicotine. Every way of telling is allowed.
how-steps = From idea to front page
how-step-1 = Think of something
how-step-1-text = A film, a song, a poem, a picture, a magazine, a happening. What hits home is what you really mean.
how-step-2 = Upload
how-step-2-text = The class gets a code from its teacher. With the code and a nickname you are in. No e-mail needed. If you are 16 or older you can take part on your own.
how-step-3 = We look
how-step-3-text = A person reviews every contribution before it shows. If something needs changing, you are told what and why.
how-step-4 = Everybody looks
how-step-4-text = The contribution gets its own page to share, a poster with a QR code and a place in the gallery.
how-step-5 = Vote
how-step-5-text = While voting is open anybody can vote, once per contribution. Nobody sees the count until it is over.
how-join = Join a class
how-questions = Questions and answers
how-q-who = Who can take part?
how-a-who = School classes with their teacher, and young people of 16 and over on their own. Under 16? Ask a teacher whether you can take part as a class.
how-q-what = What may it be about?
how-a-what =
    About tobacco and nicotine, in your own way. You may joke, but at the industry, not at those who got stuck.

    Show ideas rather than products. Contributions that advertise tobacco or nicotine are not shown.
how-q-files = Which files are fine?
how-a-files =
    Most of what a phone or a computer makes:

    - Pictures: JPEG, PNG, HEIC (from an iPhone), WebP, GIF, AVIF and TIFF.
    - Film: MP4, MOV, WebM, MKV, AVI, 3GP, MPEG, OGV, WMV and FLV.
    - Sound: MP3, M4A, AAC, AMR, WAV, OGG and FLAC.
    - Magazine: PDF of at most 60 pages.
    - Text is written right on the page.
how-q-rules = What should we think of?
how-a-rules =
    - Make everything yourselves, or have permission. That goes for music, pictures and text.
    - Nobody should be recognisable: no faces, voices, names or the name of the school.
    - Nothing that harms or mocks anybody.
how-q-vote = How are votes counted?
how-a-vote = A person has a few votes and can give each contribution one. Pupils vote with their class, others confirm by e-mail. You get a receipt and can take a vote back while voting is open.
how-q-names = Does my name show?
how-a-names = No, not unless you want it to. We show county and grade. School and class show only if the teacher says yes.
how-q-remove = I am in a picture. Can it be removed?
how-a-remove = Yes, at once. Open the contribution and choose “Report this contribution”. Say that you are in the picture. It is hidden right away, and then we look. You do not need to sign in.

schools-title = For schools
schools-heading = One lesson is enough to <mark>begin.</mark>
schools-lede = You get a class code, the pupils get a nickname. You have the last word before anything is handed in.
schools-open-class = Open a class
schools-steps = This is how it goes
schools-step-1 = Sign in by e-mail
schools-step-1-text = You get a link, no password. The first time we check that you are a teacher.
schools-step-2 = Open a class
schools-step-2-text = You get a code and a QR page to show on the board. You can change or close the code whenever you want.
schools-step-3 = The pupils make it
schools-step-3-text = Several pupils can work on the same draft. Nothing is lost if the network drops or the computer is closed.
schools-step-4 = You approve
schools-step-4-text = You go through a checklist and hand in. We review, and you see in plain words where the contribution is.
schools-pupils = What we store about pupils
schools-pupils-text =
    A nickname that belongs to the class. No e-mail, no surname, no birth date, no IP address. The pupil comes back with the class code and three words.

    Ask the pupils to choose nicknames that do not give away who they are.
schools-consent = Nobody should be recognisable
schools-consent-text =
    For now we take contributions in which nobody can be recognised: no faces, voices, names or the name of the school. Then no image consent is needed.

    Animate, film hands and shadows, let an adult read the text or play the music without singing.
schools-protected = Protected identity
schools-protected-text = We never ask who has a protected identity and never store it. In the checklist you declare for the whole class that nothing in the contribution reveals anybody. In public we show county and grade only, unless you choose to show more.
schools-time = How long it takes
schools-time-text =
    - Lesson 1: look at some contributions and talk. What hits home? Why?
    - Lesson 2: find an idea and make a script or a sketch.
    - Lesson 3: record, paint or write, and upload.
schools-lesson = Questions to begin with
schools-lesson-text =
    - Who earns money when somebody of your age starts?
    - Where do you see advertising that does not look like advertising?
    - What would make your own friend stop and think?

partners-title = For partners
partners-heading = A gallery on your site. <mark>One minute.</mark>
partners-lede = Show the contributions on your own site, in your colours. Paste one line, done.
partners-promise = What you get
partners-promise-text =
    - A gallery that is always reviewed: what we take down disappears from your site too.
    - No cookies, no storage and no tracking of your visitors.
    - Voting happens on our site, so that a vote counts once.
partners-how = How to do it
partners-how-text =
    In WordPress and other tools that know oEmbed, paste the address of a contribution on a line of its own.

    In other tools use a frame (iframe). Set the colour with a hue between 0 and 359.
partners-technical = For those who build
partners-technical-text =
    There is an open API with JSON, described in OpenAPI 3.1 at /api/v1/openapi.json. Contributions come a page at a time, with ETags.

    Which sites may show a partner's gallery stands in a list. Tell us when you get a new address.
partners-become = Become a partner
partners-become-text = Support a contest, give a prize or show the contributions. Tobacco and nicotine companies, and those they own, cannot be partners.

privacy-title = Privacy
privacy-lede = We store as little as we can, say why and delete it again.
privacy-short = In short
privacy-short-text =
    - No cookies before you sign in or vote. No ads, no tracking, nothing from other companies.
    - Pupils take part without e-mail, surname or birth date.
    - The original file you upload is never shown. What is shown is a copy without places and phone data.
privacy-pupils = Pupils
privacy-pupils-text = We store the nickname, the class it belongs to and a protected fingerprint of the three words. That is all. The teacher can remove the nickname at any time.
privacy-adults = Teachers and others with an account
privacy-adults-text = We store the e-mail address and what you may do, for example be a teacher. Signing in is a cookie that is needed only while you are signed in. Decisions by those who review are stored in a log that cannot be changed afterwards.
privacy-voters = You who vote
privacy-voters-text = Your e-mail address is used to send a link and then forgotten. To count each vote once we store a fingerprint that cannot be turned back into the address. The fingerprints are destroyed after the contest.
privacy-visitors = You who look
privacy-visitors-text = We keep no log of IP addresses. To withstand overload we count visits from each network for a short while, with a fingerprint that changes every day.
privacy-works = Contributions
privacy-works-text = When a contribution is uploaded we remove place, time, phone model and whatever else hides in the file. A contribution can be taken back by those who handed it in. Whoever is in a picture can have it hidden at once, without signing in.
privacy-where = Where the data is
privacy-where-text = With whoever runs the contest. The program sends nothing to others. Backups are deleted after 35 days at most.
privacy-rights = Your rights
privacy-rights-text =
    You can be told what we have about you, have it corrected, get a copy or have it deleted. Children have the same rights, and guardians can help.

    If you are not content with the answer you can complain to the Swedish Authority for Privacy Protection.
privacy-contact = Contact
privacy-contact-text = Use “Report this contribution” on its page when it is about a contribution. That is quickest. For anything else, contact the organiser of the contest.

accessibility-title = Accessibility
accessibility-lede = Everybody should be able to look, vote and take part. This is how far we have come.
accessibility-status = How accessible is this site?
accessibility-status-text = The goal is WCAG 2.2 level AA and EN 301 549. Our own pages are made to reach it. What remains is listed below.
accessibility-works = What works
accessibility-works-text =
    - Everything can be done with a keyboard and without JavaScript.
    - The pages can be read at a width of 320 pixels and at 400 percent zoom.
    - Light and dark mode, and the system's high contrast, work equally well.
    - Nothing plays by itself. Movement is off if you have chosen so on your device.
accessibility-known = Faults we know of
accessibility-known-text =
    - Not all films have captions. We ask for them at hand-in and say which contributions have them.
    - Not all pictures have a description, because it is written by those who made the contribution.
accessibility-test = How we checked
accessibility-test-text = Each page is checked automatically with axe in light and dark mode at every change, and the contrast of the colours is recomputed for every hue. The whole way from upload to vote is tried with and without JavaScript.
accessibility-report = Tell us if something does not work
accessibility-report-text = If you meet an obstacle we want to know. Contact the organiser of the contest and tell which page it was and what happened. If you need help to hand in or vote in another way, we will arrange it.
accessibility-supervision = Supervision
accessibility-supervision-text = The Swedish Agency for Digital Government supervises the accessibility of public sites. If the organiser is a public body you can report faults there.
