# Felsidor: vad som hände och en väg vidare. Problem med egna ord: problem-{kod}.
error-400-title = Det där förstod vi inte
error-400-text = Något i adressen eller formuläret är fel. Gå tillbaka och försök igen.
error-401-title = Logga in först
error-401-text = Den här sidan är bara för den som är inloggad. Efter inloggningen kommer du tillbaka hit.
error-403-title = Hit kommer du inte
error-403-text = Sidan finns, men den är inte öppen för dig. Tror du att det är fel? Fråga din lärare eller den som bjöd in dig.
error-404-title = Sidan finns inte
error-404-text = Den kan ha flyttat eller tagits bort. Adressen kan också vara felskriven.
error-409-title = Det går inte just nu
error-409-text = Något har ändrats sedan du öppnade sidan, eller så är det redan gjort. Ladda om sidan och titta.
error-413-title = Det är för stort
error-413-text = Filen eller texten är större än vi kan ta emot. Gör den mindre och försök igen.
error-429-title = Lite för snabbt
error-429-text = Det kom många försök på kort tid. Vänta en liten stund. Inget du har gjort är borta.
error-500-title = Nu gick det sönder hos oss
error-500-text = Det är vårt fel, inte ditt. Vi har fått veta det. Det du sparat är kvar. Försök igen om en stund.
error-503-title = Vi är strax tillbaka
error-503-text = Just nu är det för mycket på en gång, eller så uppdaterar vi. Det du sparat är kvar. Försök igen om en minut.
error-507-title = Det är fullt hos oss
error-507-text = Vi har ont om plats just nu, så uppladdningen är pausad. Det som redan är uppladdat är kvar. Försök igen lite senare.
error-retry-after = { $seconds ->
    [one] Försök igen om 1 sekund.
   *[other] Försök igen om { $seconds } sekunder.
}
error-incident = Behöver du hjälp? Ange felkoden <strong>{ $id }</strong>.
error-home = Till startsidan
error-gallery = Se bidragen
error-sign-in = Logga in

# Uppladdning: varje hinder med egna ord, och vad man kan göra.
problem-no-file = Välj en fil först.
problem-file-empty = Filen är tom. Kanske blev den inte sparad? Öppna den på din telefon eller dator, spara den igen och försök en gång till.
problem-file-text = Filen heter som en bild eller film, men innehåller bara text. Välj själva bilden, filmen eller låten. En dikt skriver du direkt på sidan. Textning lägger du till under filmen när den är klar.
problem-file-svg = Det här är en SVG-teckning, och sådana tar vi inte emot för att de kan innehålla program. Spara den som PNG eller JPEG och försök igen.
problem-file-html = Det här är en webbsida, ingen bild, film eller låt. Spara bilden eller filmen för sig och välj den.
problem-file-playlist = Det här är en spellista som pekar på andra filer, ingen film. Välj själva filmen.
problem-file-zip = Det här är ett packat arkiv (zip). Packa upp det och välj filerna en och en.
problem-file-office = Det här är ett dokument från ett kontorsprogram. Spara det som PDF eller bild (PNG, JPEG), eller skriv texten direkt på sidan.
problem-file-executable = Det här är ett program, och sådana tar vi inte emot. Välj en bild, en film eller en låt.
problem-file-other-picture = Det här är en bild av ett slag som vi inte kan ta emot (till exempel BMP eller Photoshop). Öppna den, spara den som JPEG eller PNG och försök igen.
problem-file-other-sound = Det här är ljud av ett slag som vi inte kan ta emot (till exempel AIFF eller MIDI). Spara det som MP3, M4A eller WAV och försök igen.
problem-file-polyglot = Filen ser ut att vara två sorters fil på en gång. Öppna den, spara en ny kopia som JPEG, PNG eller MP4 och försök igen.
problem-file-unknown = Vi känner inte igen den här filen. De flesta bilder (också HEIC från iPhone), filmer och ljud går bra, och tidningar som PDF. Spara den som JPEG, MP4, MP3 eller PDF och välj den igen.
problem-file-too-large = Filen är för stor. Den får vara högst { $max_mb } MB. Gör filmen kortare eller spara den i lägre upplösning och försök igen.
problem-photo-too-large = Bilden är för stor. En bild får vara högst { $max_mb } MB. Spara den i mindre storlek och försök igen.
problem-video-too-large = Filmen är för stor. En film får vara högst { $max_mb } MB. Klipp den kortare eller spara den i lägre upplösning.
problem-audio-too-large = Ljudet är för stort. En ljudfil får vara högst { $max_mb } MB. Spara det som MP3 eller M4A och försök igen.
problem-document-too-large = PDF:en är för stor. Den får vara högst { $max_mb } MB. Spara den med mindre bilder och försök igen.
problem-quota-full = Klassens plats är slut. Alla filer tillsammans får vara högst { $max_mb } MB. Ta bort något som ni inte behöver och försök igen.
problem-storage-full = Vi har ont om plats just nu, så uppladdningen är pausad. Det som redan är uppladdat är kvar. Försök igen lite senare.
problem-too-many-uploads = Du laddar redan upp { $max } filer. Vänta tills någon av dem är klar.
problem-uploads-busy = Många laddar upp just nu. Vänta en halv minut och försök igen.
problem-submissions-closed = Tiden för att lämna in är slut, så det går inte att ändra bidraget längre.
problem-contribution-not-editable = Bidraget är inlämnat. Öppna det för ändring först, om du vill byta något.
problem-upload-not-found = Uppladdningen finns inte längre. Välj filen igen.
problem-upload-refused = Filen togs inte emot. Ta bort den ur listan och välj en annan.
problem-upload-locked = Uppladdningen fortsätter redan i ett annat fönster.
problem-too-slow = Nätet är så långsamt att uppladdningen stannade. Försök igen, gärna med ett annat nät.
problem-body-broken = Uppladdningen bröts på vägen. Försök igen.
problem-asset-not-failed = Filen bearbetas redan.
problem-asset-not-found = Filen finns inte längre.
problem-asset-not-ready = Filen bearbetas fortfarande. Vänta tills den är klar och försök igen.
problem-alt-too-long = Beskrivningen är för lång. Högst { $max } tecken får plats.
problem-classes-only = I år tävlar man med sin klass. Be din lärare om klassens kod.
problem-class-handed-in = Klassen har redan lämnat in ett bidrag. Vill ni byta, öppna det för ändring eller dra tillbaka det först.
problem-submissions-not-open = Det går att lämna in från { $opens }.
problem-contribution-not-open = Det går inte att göra med bidraget som det är nu. Titta på dess sida.
