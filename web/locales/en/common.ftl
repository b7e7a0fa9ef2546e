# The frame around all pages.
site-description = Dizza is the contest where young people speak up about tobacco and nicotine. Make a film, a song, a picture or a poem. Look, vote and share.
share-image-alt = Dizza: the contest where young people speak up about tobacco and nicotine
skip-to-content = Skip to the content
title-error-prefix = Error:

nav-label = Main menu
nav-home = to the front page
nav-menu = Menu
nav-close = Close
nav-gallery = Contributions
nav-how = How it works
nav-schools = For schools
nav-partners = For partners
nav-privacy = Privacy
nav-accessibility = Accessibility
nav-moderate = Review
nav-classes = My classes
nav-mine = My contributions
nav-sign-in = Sign in
nav-sign-out = Sign out
nav-mailbox = Mailbox of the demo
nav-take-part = Take part
foot-label = About this site
foot-line = Dizza. Young people speak up about tobacco and nicotine. No tracking cookies, no ads.

phase-label = Right now in { $edition }
phase-before = The contest opens on { $date }
phase-submissions = Hand in until the end of { $date }
phase-both = Hand in until the end of { $date }. You can vote already.
phase-voting = Vote until the end of { $date }
phase-jury = The jury is at work. Results come on { $date }.
phase-closed = The contest closed on { $date }
phase-last-day = last day
phase-days-left = { $days ->
    [one] 1 day left
   *[other] { $days } days left
}
phase-do-take-part = Hand in a contribution
phase-do-vote = See them and vote
phase-do-read = How it works
phase-do-look = See the contributions

form-problem = There is a problem
form-optional = (optional)
form-back = Back
step-of = Step { $step } of { $steps }

date-day-month = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
date-weekday = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
date-time = { $hour }:{ $minute }
date-today = today
date-tomorrow = tomorrow
date-yesterday = yesterday
date-in-days = in { $days } days
date-days-ago = { $days ->
    [one] 1 day ago
   *[other] { $days } days ago
}
date-hours-ago = { $hours } h ago
date-minutes-ago = { $minutes } min ago
date-now = just now
duration-seconds = { $seconds } s
duration-minutes = { $minutes } min
duration-both = { $minutes } min { $seconds } s

share-button = Share
share-copied = The address is copied
share-address = Share the address:
