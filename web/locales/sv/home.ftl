home-title = Säg ifrån om tobak och nikotin
home-hero = <span class="line">Ni säger <s>snus</s>.</span> <span class="line">Vi säger <mark>ifrån.</mark></span>
home-help = Gör en film, en låt, en bild eller en dikt. Rösta fram det som träffar.
home-take-part = Lämna in ett bidrag
home-see-all = { $count ->
    [0] Se bidragen
    [one] Se bidraget
   *[other] Se alla { $count } bidrag
}
home-see-more = Alla bidrag
home-featured = Utvalda just nu
home-newest = Nyast just nu
home-empty = Inga bidrag ännu. Det första kan bli ert.
home-how = Så funkar det
home-how-more = Se hur det går till
home-how-1 = Gör
home-how-1-text = Film, musik, bild, dikt eller något ingen har gjort förut. Med klassen eller på egen hand.
home-how-2 = Ladda upp
home-how-2-text = Från mobilen på ett par minuter. Tappar du nätet är det bara att fortsätta. En människa tittar på allt innan det syns.
home-how-3 = Rösta
home-how-3-text = Titta, dela och rösta fram det som träffar. Ingen ser ställningen förrän röstningen stänger.
home-editions = Tävlingar
home-partners = Vi som står bakom
home-partners-more = Bli partner
