//! Written, corrected and taken away in the wizard.

use contest::assets::AssetKind;
use contest::contributions::State;
use dizza_http::{Lang, urls};
use test_support::Part;

use super::{FILE, OURS, finished, page_of, send, set_state};
use crate::upload_story::Story;

#[tokio::test]
async fn captions_come_from_a_file_or_are_typed_and_only_what_was_understood_is_served() {
    let mut story = Story::begin().await;
    let film = finished(&story, AssetKind::Video).await;
    let path = page_of(&story, film, "captions");
    let files = urls::upload_step(Lang::Sv, &story.work.code, "files");
    let list = story.pupil.get(&files).await.assert_status(200).text();
    assert!(
        list.contains("Talar eller sjunger någon?") && list.contains(&path),
        "{list}"
    );

    let parts = [
        Part::text("language", "sv"),
        Part::file("file", "Anna.vtt", FILE),
        Part::text("text", "används inte"),
    ];
    let answer = story.pupil.multipart(&path, &parts).await;
    assert_eq!(answer.assert_status(303).location(), path);
    let subrip = "1\r\n00:00:01,000 --> 00:00:04,000\r\nHello\r\n";
    send(&mut story, &path, "en", subrip)
        .await
        .assert_status(303);
    let page = story.pupil.get(&path).await.assert_status(200).main_text();
    for part in [
        "Texten är sparad",
        "svenska",
        "Hej & hå",
        "engelska",
        "Hello",
        "0:01",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let list = story.pupil.get(&files).await.main_text();
    assert!(list.contains("Textning: engelska, svenska"), "{list}");
    assert!(!list.contains("Talar eller sjunger någon?"), "{list}");
    // The text can be taken back into the form.
    let again = story.pupil.get(&format!("{path}?language=sv")).await;
    assert!(
        again
            .assert_status(200)
            .text()
            .contains("00:00:01.000 --&gt; 00:00:04.000\nHej &amp;amp; hå")
    );
    for page in [
        urls::my(Lang::Sv, &story.work.code),
        urls::upload_step(Lang::Sv, &story.work.code, "check"),
    ] {
        let text = story.pupil.get(&page).await.assert_status(200).text();
        assert!(
            text.contains("Textning: engelska, svenska") && text.contains(&path),
            "{text}"
        );
    }
    let dump = story.app.dump().await;
    assert!(
        !dump.contains("Anna"),
        "nothing but times and words is kept"
    );
}

#[tokio::test]
async fn what_is_wrong_names_its_line_and_leaves_what_was_typed() {
    let mut story = Story::begin().await;
    let film = finished(&story, AssetKind::Video).await;
    let path = page_of(&story, film, "captions");
    for (text, words) in [
        (
            "WEBVTT\n\n00:01 --> 00:04\nHej",
            "Rad 3: tiden ska se ut så här: 00:01.000 --> 00:04.000",
        ),
        (
            "WEBVTT\n\n00:01.000 --> 00:14.000\nHej",
            "Rad 3: då är filmen redan slut.",
        ),
        (
            "Hej",
            "Rad 1: här ska det stå WEBVTT. Skriv in raden WEBVTT allra först, sedan en tom rad,",
        ),
        (
            "\n00:01.000 --> 00:04.000\nHej",
            "Rad 2: här ska det stå WEBVTT.",
        ),
        (
            "WEBVTT\n\n00:01.000 --> 00:04.000\n<script>alert(1)</script>",
            "Rad 4: här står koder",
        ),
        (" \n", "Välj en fil eller skriv textningen"),
    ] {
        let answer = send(&mut story, &path, "sv", text).await.assert_status(422);
        let page = answer.main_text();
        assert!(page.contains(words), "{words}: {page}");
        assert!(
            answer.text().contains("href=\"#field-text\""),
            "at its field"
        );
        if !text.contains('<') {
            let typed = text.replace('>', "&gt;");
            assert!(answer.text().contains(&typed), "what was typed stays");
        }
        assert!(!answer.text().contains("<script>alert"), "and is escaped");
    }
    let file = |name: &'static str, bytes: Vec<u8>| {
        [
            Part::text("language", "sv"),
            Part::file("file", name, bytes),
        ]
    };
    let latin = file(
        "a.vtt",
        b"WEBVTT\n\n00:01.000 --> 00:04.000\nF\xf6r".to_vec(),
    );
    let answer = story
        .pupil
        .multipart(&path, &latin)
        .await
        .assert_status(422);
    assert!(answer.main_text().contains("Rad 4 går inte att läsa"));
    assert!(answer.text().contains("href=\"#field-file\""));
    let film_itself = file("film.mp4", vec![0; 300_000]);
    let answer = story
        .pupil
        .multipart(&path, &film_itself)
        .await
        .assert_status(422);
    assert!(
        answer
            .main_text()
            .contains("Har du valt filmen av misstag?")
    );
    let english = urls::upload_texts(Lang::En, &story.work.code, film, "captions");
    let answer = send(&mut story, &english, "sv", "WEBVTT\n\nx")
        .await
        .assert_status(422);
    assert!(
        answer
            .main_text()
            .contains("Line 3: the words have no time."),
        "{}",
        answer.main_text()
    );
    let answer = send(&mut story, &path, "tlh", OURS)
        .await
        .assert_status(422);
    assert!(answer.main_text().contains("Välj ett språk"));
    let unknown = [Part::text("position", "1")];
    let answer = story
        .pupil
        .clone()
        .with_header("accept", "application/json")
        .multipart(&path, &unknown)
        .await;
    assert_eq!(answer.assert_status(400).problem_code(), "bad-form");
    let texts = contest::captions::queries::of_assets(story.app.db().read(), &[film]).await;
    assert_eq!(texts.unwrap(), []);
}

/// Two of a class write at once, or one chooses a language that has a text: nobody's words are lost without a question.
#[tokio::test]
async fn a_text_that_came_meanwhile_is_shown_before_it_is_replaced() {
    let mut story = Story::begin().await;
    let film = finished(&story, AssetKind::Video).await;
    let path = page_of(&story, film, "captions");
    let mine = OURS.replace("Hej", "Nej");
    let open = story.classmate.get(&path).await.assert_status(200);
    let was = open.field("was").unwrap();
    assert_eq!(was, "");
    send(&mut story, &path, "sv", OURS).await.assert_status(303);
    let parts = |was: &str| {
        [
            Part::text("language", "sv"),
            Part::text("was", was),
            Part::text("text", &mine),
        ]
    };
    let asked = story.classmate.multipart(&path, &parts(&was)).await;
    let asked = asked.assert_status(422);
    let text = asked.main_text();
    for part in [
        "Det finns redan en annan text på svenska.",
        "Hej & hå",
        "Nej &amp; hå",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let was = asked.field("was").unwrap();
    let done = story.classmate.multipart(&path, &parts(&was)).await;
    done.assert_status(303);
    let page = story.pupil.get(&path).await.assert_status(200).main_text();
    assert!(
        page.contains("Nej & hå") && !page.contains("Hej & hå"),
        "{page}"
    );
}

#[tokio::test]
async fn texts_are_taken_away_again_and_nobody_else_reaches_them() {
    let mut story = Story::begin().await;
    let film = finished(&story, AssetKind::Video).await;
    let path = page_of(&story, film, "captions");
    send(&mut story, &path, "sv", OURS).await.assert_status(303);
    let remove = urls::upload_text_remove(Lang::Sv, &story.work.code, film, "captions", "sv");
    let mut others = [story.stranger.clone(), story.app.client()];
    for client in &mut others {
        let text = [Part::text("language", "en"), Part::text("text", OURS)];
        for answer in [
            client.get(&remove).await,
            client.post(&remove).await,
            client.multipart(&path, &text).await,
        ] {
            let status = answer.status.as_u16();
            let sign_in = status == 303 && answer.location().contains("/sign-in");
            assert!(sign_in || matches!(status, 401 | 403 | 404), "{status}");
        }
    }
    let nothing = urls::upload_texts(Lang::Sv, &story.work.code, film, "subtitles");
    story.pupil.get(&nothing).await.assert_status(404);
    set_state(&story, State::Submitted).await;
    let mut program = story
        .pupil
        .clone()
        .with_header("accept", "application/json");
    let late = program.post(&remove).await;
    assert_eq!(
        late.assert_status(409).problem_code(),
        "contribution-not-editable"
    );
    let away = story.pupil.get(&remove).await.assert_status(303);
    assert_eq!(away.location(), urls::my(Lang::Sv, &story.work.code));
    let away = story.pupil.get(&path).await.assert_status(303);
    assert_eq!(away.location(), urls::my(Lang::Sv, &story.work.code));
    let mine = story.pupil.get(away.location()).await.text();
    assert!(
        mine.contains("Textning: svenska") && !mine.contains(&path),
        "{mine}"
    );
    set_state(&story, State::ChangesRequested).await;
    // No button on the page takes it away: a link leads to the question, and asking changes nothing.
    let list = story.classmate.get(&path).await.assert_status(200);
    let forms = list.forms();
    let here: Vec<_> = forms
        .iter()
        .filter(|form| form.contains("/texts/"))
        .collect();
    assert_eq!(here, [&path], "only the form to write in");
    assert!(list.links().contains(&remove), "{:?}", list.links());
    let ask = story.classmate.get(&remove).await.assert_status(200);
    let words = ask.main_text();
    for part in [
        "Ta bort textningen till 1. Film på svenska?",
        "Alla ord och tider i den försvinner ur bidraget.",
        "Nej, behåll Ta bort texten",
    ] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(ask.links().contains(&path), "the safe way leads back");
    assert!(ask.forms().contains(&remove));
    let page = story.pupil.get(&path).await.assert_status(200).main_text();
    assert!(page.contains("Hej & hå"), "{page}");

    // Somebody mends the text while somebody else is asked: what was written meanwhile stays, and is shown.
    let mut mend = story.pupil.clone();
    let form = mend.get(&format!("{path}?language=sv")).await;
    let (was, other) = (form.field("was").unwrap(), OURS.replace("Hej", "Nej"));
    let parts = [
        Part::text("language", "sv"),
        Part::text("was", &was),
        Part::text("text", &other),
    ];
    mend.multipart(&path, &parts).await.assert_status(303);
    let was = ask.field("was").unwrap();
    let kept = story
        .classmate
        .post_form(&remove, &[("was", &was)])
        .await
        .assert_status(303);
    assert_eq!(kept.location(), path);
    let page = story.classmate.get(&path).await.assert_status(200).text();
    for part in ["Någon ändrade texten under tiden", "Nej &amp; hå"] {
        assert!(page.contains(part), "{part}: {page}");
    }

    let ask = story.classmate.get(&remove).await.assert_status(200);
    let was = ask.field("was").unwrap();
    let done = story
        .classmate
        .post_form(&remove, &[("was", &was)])
        .await
        .assert_status(303);
    assert_eq!(done.location(), path);
    let page = story.pupil.get(&path).await.assert_status(200).main_text();
    assert!(!page.contains("Nej & hå"), "{page}");
    story.pupil.get(&remove).await.assert_status(404);
    // Pressed twice: it is as they wanted it.
    story.pupil.post(&remove).await.assert_status(303);
    let gone = contest::captions::queries::of_assets(story.app.db().read(), &[film]).await;
    assert_eq!(gone.unwrap(), []);
}
