"""Sends a file with tuspy, as a process of its own that can be killed, and remembers where it was in a file.

send.py '{"file", "endpoint", "cookie", "code", "chunk", "memory", "checksum", "retries", "die"}': once `die.share` of the file
is acknowledged, it kills the server `die.server` and itself. Prints what happens, a JSON object a line.
"""

import json
import os
import signal
import sys

from tusclient.client import TusClient
from tusclient.storage.filestorage import FileStorage


def tell(**what):
    print(json.dumps(what), flush=True)


def main():
    job = json.loads(sys.argv[1])
    client = TusClient(job["endpoint"], headers={"Cookie": job["cookie"]})
    memory = job.get("memory")
    uploader = client.uploader(
        job["file"],
        chunk_size=job.get("chunk") or sys.maxsize,
        metadata={"contribution": job["code"], "filename": "film.mp4"},
        upload_checksum=bool(job.get("checksum")),
        retries=job.get("retries", 0),
        retry_delay=0.05,
        store_url=bool(memory),
        url_storage=FileStorage(memory) if memory else None,
    )
    size = uploader.get_file_size()
    tell(begin=uploader.offset)
    die = job.get("die")
    while uploader.offset < size:
        uploader.upload_chunk()
        tell(acknowledged=uploader.offset)
        if die and uploader.offset >= die["share"] * size:
            os.kill(die["server"], signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)
    tell(done=uploader.request and uploader.request.response_headers.get("dizza-asset"))


main()
