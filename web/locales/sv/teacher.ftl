# Att bli lärare på Dizza: be om det, och granskarnas svar.
teacher-ask-title = Är du lärare?
teacher-ask-lede = Säg vilken skola du arbetar på. En människa hos oss kontrollerar det, oftast inom en skoldag. Sedan kan du öppna klasser.
teacher-ask-waiting = Vi har fått din fråga och svarar med ett brev, oftast inom en skoldag. Du kan ändra skolans namn så länge.
teacher-already = Du är lärare här. Du kan öppna klasser.
teacher-school = Skola och ort
teacher-school-hint = Till exempel Björkskolan, Malmö
teacher-school-missing = Skriv skolans namn
teacher-school-long = Skolans namn är för långt. Det får ha högst 120 tecken.
teacher-ask-send = Skicka
teacher-ask-change = Spara
teacher-ask-why =
    Varför frågar vi? En lärare släpper in elever i en klass och svarar för vad klassen lämnar in. Därför vill vi veta att det är en riktig lärare.

    Använd gärna skolans e-postadress, så går det fortare.
flash-teacher-asked = Tack! Svaret kommer med ett brev.
flash-teacher-granted = Läraren är godkänd och får ett brev.
flash-teacher-declined = Nekat. Ett brev är på väg.
flash-teacher-answered = Någon annan har redan svarat.
account-teacher = Är du lärare? Be att få öppna klasser.
schools-ask = Be om att bli lärare
teachers-title = Lärare som väntar
teachers-lede = Kontrollera att personen arbetar på skolan: ring skolan eller titta på dess webbplats. En adress räcker inte.
teachers-asked = frågade { $date }
teachers-grant = Godkänn
teachers-grant-of = Godkänn { $email } som lärare
teachers-decline = Neka
teachers-decline-of = Neka { $email }
teachers-empty = Ingen väntar.
