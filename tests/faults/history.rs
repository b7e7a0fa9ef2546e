//! What clients were told, a JSON object a line.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;

use serde_json::Value;
use tokio::sync::watch;

/// The file, and how many acknowledgements stand in it.
#[derive(Debug)]
pub struct History {
    file: Mutex<File>,
    acknowledged: watch::Sender<u64>,
}

impl History {
    pub fn begin(folder: &Path) -> Self {
        Self {
            file: Mutex::new(File::create(folder.join("history.jsonl")).unwrap()),
            acknowledged: watch::Sender::new(0),
        }
    }

    /// Writes a line. It is there before this returns: whoever is told something knows it from then on.
    pub fn tell(&self, line: &Value) {
        let mut file = self.file.lock().unwrap();
        writeln!(file, "{line}").unwrap();
    }

    /// A line that says that something is safe.
    pub fn acknowledge(&self, line: &Value) {
        self.tell(line);
        self.acknowledged.send_modify(|count| *count += 1);
    }

    /// Changes with every acknowledgement.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.acknowledged.subscribe()
    }
}
