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
asset-failed-truncated = Filen verkar avklippt: slutet saknas. Välj den igen. Hjälper inte det, spara om den först.
asset-failed-too-many-pixels = Bilden är för stor. De flesta bilder får ha 120 miljoner bildpunkter, en del sorters filer 25 eller 50 miljoner. Gör den mindre, eller spara den som JPEG, och välj den igen.
asset-failed-too-many-pixels-film = Filmens bild är för stor. Den får ha högst 12 miljoner bildpunkter. Spara filmen i Full HD eller 4K och välj den igen.
asset-failed-too-long = Filen är för lång. En film får vara högst { $film } och en låt högst { $song }. Klipp den och välj den igen.
asset-failed-too-short = Filen är kortare än en sekund. Spela in en längre och välj den i stället.
asset-failed-unreadable = Vi kunde inte läsa filen. Försök igen. Går det inte nu heller, öppna den på telefonen eller datorn, spara om den och välj den igen.
asset-failed-no-picture = Vi hittade ingen bild i filen. Välj en annan fil.
asset-failed-no-video-track = Vi hittade ingen film i filen. Är det en ljudfil, spara den som ljud och välj den igen.
asset-failed-no-audio-track = Vi hittade inget ljud i filen. Välj en annan fil.
asset-failed-unsupported-codec = Ljudet är sparat på ett sätt som vi inte kan läsa än. Spara det som MP3 eller M4A och välj det igen.
asset-failed-unsupported-codec-film = Filmen är sparad på ett sätt som vi inte kan läsa än. Spara den som MP4 (H.264) och välj den igen.
asset-failed-too-complex = Filen har för många delar, eller så hann vi inte med den. Försök igen. Går det inte nu heller, exportera den på nytt som en vanlig fil och välj den igen.
asset-failed-unsupported-format = Den sortens fil kan vi inte ta emot än. Spara den som JPEG, PNG, MP4 eller M4A och välj den igen.
asset-failed-encrypted = PDF:en är låst. Öppna den, spara den på nytt utan lösenord och välj den igen.
asset-failed-too-many-pages = Tidningen har för många sidor. Den får ha högst 60. Ta bort några, eller dela den i två filer, och välj den igen.
asset-failed-no-pages = Vi hittade inga sidor i PDF:en. Spara tidningen som PDF igen och välj den en gång till.
asset-note-cut-off = Klar, men slutet av filen saknas. Titta eller lyssna på den, och välj filen igen om du har hela.
asset-note-cut-off-without-sound = Klar, men slutet av filen saknas och ljudet gick inte att läsa. Titta på den, och välj filen igen om du har hela.
asset-note-stands-still = Klar, men bilden rör sig inte: vi kunde inte göra en film av den. Spara om den och välj den igen om den ska röra sig.
asset-held = Två vuxna tittar på den här innan den kan visas.
asset-note-without-sound = Klar, men utan ljud: vi kunde inte läsa ljudet i filen. Spara om den och välj den igen om det ska höras.
asset-failed-gave-up = Det gick inte att bearbeta filen just nu. Försök igen om en stund.
