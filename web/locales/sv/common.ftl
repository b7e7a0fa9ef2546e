# Ramen runt alla sidor.
site-description = Dizza är tävlingen där unga säger ifrån om tobak och nikotin. Gör en film, en låt, en bild eller en dikt. Titta, rösta och dela.
share-image-alt = Dizza: tävlingen där unga säger ifrån om tobak och nikotin
skip-to-content = Hoppa till innehållet
title-error-prefix = Fel:

nav-label = Huvudmeny
nav-home = till startsidan
nav-menu = Meny
nav-close = Stäng
nav-gallery = Bidrag
nav-how = Så funkar det
nav-schools = För skolor
nav-partners = För partner
nav-privacy = Integritet
nav-accessibility = Tillgänglighet
nav-moderate = Granska
nav-classes = Mina klasser
nav-mine = Mina bidrag
nav-sign-in = Logga in
nav-sign-out = Logga ut
nav-mailbox = Demobrevlåda
nav-take-part = Tävla
foot-label = Om webbplatsen
foot-line = Dizza. Unga säger ifrån om tobak och nikotin. Inga kakor för spårning, inga annonser.

phase-label = Just nu i { $edition }
phase-before = Tävlingen öppnar { $date }
phase-submissions = Lämna in bidrag till och med { $date }
phase-both = Lämna in bidrag till och med { $date }. Det går redan att rösta.
phase-voting = Rösta till och med { $date }
phase-jury = Juryn jobbar. Resultatet kommer { $date }.
phase-closed = Tävlingen stängde { $date }
phase-last-day = sista dagen
phase-days-left = { $days ->
    [one] 1 dag kvar
   *[other] { $days } dagar kvar
}
phase-do-take-part = Lämna in ett bidrag
phase-do-vote = Se bidragen och rösta
phase-do-read = Så funkar det
phase-do-look = Se bidragen

form-problem = Det finns ett problem
form-optional = (valfritt)
form-back = Tillbaka
step-of = Steg { $step } av { $steps }

date-day-month = { $day } { $month ->
    [1] januari
    [2] februari
    [3] mars
    [4] april
    [5] maj
    [6] juni
    [7] juli
    [8] augusti
    [9] september
    [10] oktober
    [11] november
   *[12] december
}
date-weekday = { $weekday ->
    [1] måndag
    [2] tisdag
    [3] onsdag
    [4] torsdag
    [5] fredag
    [6] lördag
   *[7] söndag
}
date-time = kl. { $hour }.{ $minute }
date-today = i dag
date-tomorrow = i morgon
date-yesterday = i går
date-in-days = om { $days } dagar
date-days-ago = { $days ->
    [one] för 1 dag sedan
   *[other] för { $days } dagar sedan
}
date-hours-ago = för { $hours } tim sedan
date-minutes-ago = för { $minutes } min sedan
date-now = just nu
duration-seconds = { $seconds } s
duration-minutes = { $minutes } min
duration-both = { $minutes } min { $seconds } s

share-button = Dela
share-copied = Adressen är kopierad
share-address = Dela adressen:
