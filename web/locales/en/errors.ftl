# Error pages: what happened and a way on. Problems with words of their own: problem-{code}.
error-400-title = We did not get that
error-400-text = Something in the address or the form is wrong. Go back and try again.
error-401-title = Sign in first
error-401-text = This page is only for people who are signed in. After signing in you come back here.
error-403-title = This is not open to you
error-403-text = The page exists, but you cannot open it. Do you think that is a mistake? Ask your teacher or the person who invited you.
error-404-title = No such page
error-404-text = It may have moved or been removed, or the address is misspelt.
error-409-title = Not possible right now
error-409-text = Something has changed since you opened the page, or it is already done. Reload the page and have a look.
error-413-title = Too big
error-413-text = The file or the text is larger than we can take. Make it smaller and try again.
error-429-title = A bit too fast
error-429-text = There were many tries in a short time. Wait a moment. Nothing you have done is lost.
error-500-title = Something broke on our side
error-500-text = It is our fault, not yours. We have been told. What you saved is still there. Try again in a moment.
error-503-title = Back in a moment
error-503-text = There is too much at once just now, or we are updating. What you saved is still there. Try again in a minute.
error-507-title = We are out of space
error-507-text = We are short of space, so the upload is paused. What has been uploaded is still there. Try again a little later.
error-retry-after = { $seconds ->
    [one] Try again in 1 second.
   *[other] Try again in { $seconds } seconds.
}
error-incident = Need help? Give the error code <strong>{ $id }</strong>.
error-home = To the front page
error-gallery = See the contributions
error-sign-in = Sign in

# Uploads: each obstacle in words of its own, and what one can do.
problem-no-file = Choose a file first.
problem-file-empty = The file is empty. Perhaps it was not saved? Open it on your phone or computer, save it again and try once more.
problem-file-text = The file is named like a picture or film, but holds only text. Choose the picture, film or song itself. A poem is written right on the page. Captions are added below the film once it is ready.
problem-file-svg = This is an SVG drawing, and we take none of those because they can contain programs. Save it as PNG or JPEG and try again.
problem-file-html = This is a web page, not a picture, film or song. Save the picture or film by itself and choose that.
problem-file-playlist = This is a playlist that points to other files, not a film. Choose the film itself.
problem-file-zip = This is a packed archive (zip). Unpack it and choose the files one by one.
problem-file-office = This is a document from an office program. Save it as PDF or as a picture (PNG, JPEG), or write the text right on the page.
problem-file-executable = This is a program, and we take none of those. Choose a picture, a film or a song.
problem-file-other-picture = This is a picture of a kind that we cannot take (BMP or Photoshop, for instance). Open it, save it as JPEG or PNG and try again.
problem-file-other-sound = This is sound of a kind that we cannot take (AIFF or MIDI, for instance). Save it as MP3, M4A or WAV and try again.
problem-file-polyglot = The file looks like two kinds of file at once. Open it, save a new copy as JPEG, PNG or MP4, and try again.
problem-file-unknown = We do not recognise this file. Most pictures (HEIC from an iPhone too), films and sounds are fine, and magazines as PDF. Save it as JPEG, MP4, MP3 or PDF and choose it again.
problem-file-too-large = The file is too large. It may be at most { $max_mb } MB. Make the film shorter or save it in a lower resolution and try again.
problem-photo-too-large = The picture is too large. A picture may be at most { $max_mb } MB. Save it in a smaller size and try again.
problem-video-too-large = The film is too large. A film may be at most { $max_mb } MB. Cut it shorter or save it in a lower resolution.
problem-audio-too-large = The sound is too large. A sound file may be at most { $max_mb } MB. Save it as MP3 or M4A and try again.
problem-document-too-large = The PDF is too large. It may be at most { $max_mb } MB. Save it with smaller pictures and try again.
problem-quota-full = Your class's space is used up. All files together may be at most { $max_mb } MB. Remove something you do not need and try again.
problem-storage-full = We are short of space right now, so the upload is paused. What has been uploaded is still there. Try again a little later.
problem-too-many-uploads = You are already uploading { $max } files. Wait until one of them is done.
problem-uploads-busy = Many people are uploading right now. Wait half a minute and try again.
problem-submissions-closed = The time for handing in is over, so the contribution can no longer be changed.
problem-contribution-not-editable = The contribution has been handed in. Open it for changes first if you want to replace something.
problem-upload-not-found = The upload is no longer there. Choose the file again.
problem-upload-refused = The file was not taken. Remove it from the list and choose another.
problem-upload-locked = The upload already goes on in another window.
problem-too-slow = The network is so slow that the upload stopped. Try again, perhaps on another network.
problem-body-broken = The upload broke off on its way. Try again.
problem-asset-not-failed = The file is already being processed.
problem-asset-not-found = The file is no longer there.
problem-asset-not-ready = The file is still being worked on. Wait until it is ready and try again.
problem-alt-too-long = The description is too long. There is room for { $max } characters.
problem-classes-only = This year you take part with your class. Ask your teacher for the class code.
problem-class-handed-in = The class has already handed in a contribution. If you want another one, open it for changes or take it back first.
problem-submissions-not-open = You can hand in from { $opens }.
problem-contribution-not-open = That is not possible with the contribution as it is now. Look at its page.
