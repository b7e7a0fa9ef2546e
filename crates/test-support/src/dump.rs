//! Everything the database holds, as text: for tests that look for what must not be there.

use database::Db;
use database::sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

/// Every row of every table, a line each, after the table's name.
pub(crate) async fn dump(db: &Db) -> Result<String, DbErr> {
    let mut text = String::new();
    for table in tables(db).await? {
        let row = row_expression(db, &table).await?;
        for line in column(db, &format!("SELECT {row} FROM \"{table}\" t")).await? {
            text.push_str(&table);
            text.push(' ');
            text.push_str(&line);
            text.push('\n');
        }
    }
    Ok(text)
}

async fn tables(db: &Db) -> Result<Vec<String>, DbErr> {
    let sql = match db.backend() {
        DbBackend::Postgres => {
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'"
        }
        _ => "SELECT name FROM sqlite_master WHERE type = 'table'",
    };
    column(db, sql).await
}

/// An expression that writes a whole row as text.
async fn row_expression(db: &Db, table: &str) -> Result<String, DbErr> {
    if db.backend() == DbBackend::Postgres {
        return Ok("row_to_json(t)::text".into());
    }
    let columns = column(
        db,
        &format!("SELECT name FROM pragma_table_info('{table}')"),
    )
    .await?;
    let quoted: Vec<_> = columns
        .iter()
        .map(|column| format!("quote(\"{column}\")"))
        .collect();
    Ok(quoted.join(" || ' ' || "))
}

async fn column(db: &Db, sql: &str) -> Result<Vec<String>, DbErr> {
    let rows = db
        .read()
        .query_all_raw(Statement::from_string(db.backend(), sql))
        .await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}
