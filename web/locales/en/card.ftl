# Cards on the wall and states of files.
kind-film = Film
kind-sound = Song
kind-picture = Picture
kind-pages = Magazine
kind-text = Poem
card-captioned = Captioned
card-grade = { $grade ->
    [10] upper secondary year 1
    [11] upper secondary year 2
    [12] upper secondary year 3
    [13] upper secondary year 4
   *[other] grade { $grade }
}
card-pages = { $count ->
    [one] 1 page
   *[other] { $count } pages
}
card-votes = { $count ->
    [one] { $count } vote
   *[other] { $count } votes
}
asset-stored = Saved. Waiting to be processed.
asset-processing = Processing, { $percent } %
asset-failed-truncated = The file seems to be cut off: its end is missing. Choose it again. If that does not help, save it anew first.
asset-failed-too-many-pixels = The picture is too large. Most pictures may have 120 million pixels, some kinds of files 25 or 50 million. Make it smaller, or save it as JPEG, and choose it again.
asset-failed-too-many-pixels-film = The film's picture is too large. It may have at most 12 million pixels. Save the film in Full HD or 4K and choose it again.
asset-failed-too-long = The file is too long. A film may last { $film } at most, a song { $song }. Cut it and choose it again.
asset-failed-too-short = The file is shorter than a second. Record a longer one and choose that instead.
asset-failed-unreadable = We could not read the file. Try again. If it still does not work, open it on your phone or computer, save it anew and choose it again.
asset-failed-no-picture = We found no picture in the file. Choose another file.
asset-failed-no-video-track = We found no film in the file. If it is sound, save it as sound and choose it again.
asset-failed-no-audio-track = We found no sound in the file. Choose another file.
asset-failed-unsupported-codec = The sound is saved in a way that we cannot read yet. Save it as MP3 or M4A and choose it again.
asset-failed-unsupported-codec-film = The film is saved in a way that we cannot read yet. Save it as MP4 (H.264) and choose it again.
asset-failed-too-complex = The file has too many parts, or we did not get done in time. Try again. If it still does not work, export it again as an ordinary file and choose that.
asset-failed-unsupported-format = We cannot take that kind of file yet. Save it as JPEG, PNG, MP4 or M4A and choose it again.
asset-failed-encrypted = The PDF is locked. Open it, save it again without a password and choose it again.
asset-failed-too-many-pages = The magazine has too many pages. It may have at most 60. Take some out, or split it into two files, and choose it again.
asset-failed-no-pages = We found no pages in the PDF. Save the magazine as PDF again and choose it once more.
asset-note-cut-off = Ready, but the end of the file is missing. Look at it or listen to it, and choose the file again if you have the whole of it.
asset-note-cut-off-without-sound = Ready, but the end of the file is missing and its sound could not be read. Look at it, and choose the file again if you have the whole of it.
asset-note-stands-still = Ready, but the picture does not move: we could not make a film of it. Save it anew and choose it again if it should move.
asset-held = Two grown-ups will look at this one before it can be shown.
asset-note-without-sound = Ready, but without sound: we could not read the sound in the file. Save it anew and choose it again if it should be heard.
asset-failed-gave-up = We could not process the file just now. Try again in a little while.
