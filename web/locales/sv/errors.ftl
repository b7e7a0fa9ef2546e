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
