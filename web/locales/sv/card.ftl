# Kort på väggen och tillstånd för filer.
kind-film = Film
kind-sound = Låt
kind-picture = Bild
kind-pages = Tidning
kind-text = Dikt
card-captioned = Textad
card-grade = { $grade ->
    [10] gymnasiet år 1
    [11] gymnasiet år 2
    [12] gymnasiet år 3
    [13] gymnasiet år 4
   *[other] åk { $grade }
}
card-pages = { $count ->
    [one] 1 sida
   *[other] { $count } sidor
}
card-votes = { $count ->
    [one] { $count } röst
   *[other] { $count } röster
}
asset-stored = Sparad. Väntar på att bearbetas.
asset-processing = Bearbetas, { $percent } %
asset-failed-truncated = Filen verkar avklippt: slutet saknas. Välj den igen, eller spara om den och försök en gång till.
asset-failed-too-many-pixels = Bilden är för stor. De flesta bilder får ha 120 miljoner bildpunkter, en del sorters filer 25 eller 50 miljoner. Gör den mindre, eller spara den som JPEG, och försök igen.
asset-failed-too-long = Filen är för lång. Klipp den och försök igen.
asset-failed-too-short = Filen är kortare än en sekund. Spela in en längre och försök igen.
asset-failed-unreadable = Vi kunde inte läsa filen. Öppna den på telefonen eller datorn. Fungerar den där, spara om den och försök igen.
asset-failed-no-picture = Vi hittade ingen bild i filen. Välj en annan fil.
asset-failed-no-video-track = Vi hittade ingen film i filen. Är det en ljudfil, spara den som ljud och försök igen.
asset-failed-no-audio-track = Vi hittade inget ljud i filen. Välj en annan fil.
asset-failed-unsupported-codec = Filmen är sparad på ett sätt som vi inte kan läsa än. Spara den som MP4 (H.264) och försök igen.
asset-failed-too-complex = Filen har för många delar. Exportera den på nytt som en vanlig fil och försök igen.
asset-failed-unsupported-format = Den sortens fil kan vi inte ta emot än. Spara den som JPEG, PNG, MP4 eller M4A och försök igen.
asset-failed-encrypted = PDF:en är låst. Öppna den, spara den på nytt utan lösenord och försök igen.
asset-failed-too-many-pages = Tidningen har för många sidor. Den får ha högst 60. Ta bort några, eller dela den i två filer, och försök igen.
asset-failed-no-pages = Vi hittade inga sidor i PDF:en. Spara tidningen som PDF igen och försök en gång till.
asset-note-cut-off = Klar, men slutet av filen saknas. Titta på den, och välj filen igen om du har hela.
asset-held = Två vuxna tittar på den här innan den kan visas.
asset-note-without-sound = Klar, men utan ljud: vi kunde inte läsa ljudet i filen. Spara om den och välj den igen om det ska höras.
asset-failed-gave-up = Det gick inte att bearbeta filen just nu. Försök igen om en stund.
