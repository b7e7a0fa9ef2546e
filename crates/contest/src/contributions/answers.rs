//! What makers say about their work before they hand it in: who can be recognised, whose music, pictures and brands.
//!
//! Today only works in which nobody can be recognised are taken (`docs/security.md`, decision 3), so some answers stand in the
//! way of handing in. They are kept all the same: nothing that was answered is asked twice.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::edit::{EditError, editable};
use super::entity::answer;
use crate::AppContext;
use crate::ids::ContributionId;
use crate::permissions::Actor;

/// A question about the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Question {
    /// Can anybody be recognised by face or voice?
    Faces,
    /// Are names, schools or places of pupils heard or seen?
    Names,
    /// Do all who took part want it to be shown?
    Agree,
    /// Whose music?
    Music,
    /// Whose pictures and clips?
    Pictures,
    /// Are brands shown?
    Brands,
}

impl Question {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 6] = [
        Self::Faces,
        Self::Names,
        Self::Agree,
        Self::Music,
        Self::Pictures,
        Self::Brands,
    ];

    /// The stable name: of the form field and in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Faces => "faces",
            Self::Names => "names",
            Self::Agree => "agree",
            Self::Music => "music",
            Self::Pictures => "pictures",
            Self::Brands => "brands",
        }
    }

    /// The answers that can be chosen.
    pub fn choices(self) -> &'static [&'static str] {
        match self {
            Self::Faces | Self::Names | Self::Brands => &["none", "some"],
            Self::Agree => &["yes", "no"],
            Self::Music => &["none", "own", "free", "other"],
            Self::Pictures => &["own", "free", "other"],
        }
    }

    /// An answer with which a work can be handed in.
    pub fn good_answer(self) -> &'static str {
        match self {
            Self::Faces | Self::Names | Self::Brands => "none",
            Self::Agree => "yes",
            Self::Music | Self::Pictures => "own",
        }
    }

    /// Whether a work with this answer can be handed in.
    pub fn accepts(self, answer: &str) -> bool {
        self.choices().contains(&answer) && !matches!(answer, "some" | "no" | "other")
    }
}

/// The answers given so far.
pub type Answers = std::collections::BTreeMap<Question, String>;

/// Keeps answers of a draft; what is no choice of its question is left out. Answering is no change of the content.
///
/// # Errors
/// As [`edit`](super::edit()); on an error nothing changed.
pub async fn answer(
    ctx: &AppContext,
    actor: &Actor,
    code: &str,
    given: &[(Question, &str)],
) -> Result<(), EditError> {
    let txn = ctx.begin_write().await?;
    let work = editable(ctx, &txn, actor, code).await?;
    for (question, answer) in given {
        if !question.choices().contains(answer) {
            continue;
        }
        let row = answer::ActiveModel {
            contribution_id: Set(work.id),
            question: Set(question.name().into()),
            answer: Set((*answer).into()),
        };
        let newer = OnConflict::columns([answer::Column::ContributionId, answer::Column::Question])
            .update_column(answer::Column::Answer)
            .to_owned();
        answer::Entity::insert(row)
            .on_conflict(newer)
            .exec_without_returning(&txn)
            .await?;
    }
    txn.commit().await?;
    Ok(())
}

/// The answers given about a contribution.
///
/// # Errors
/// The database failed.
pub async fn answers(db: &impl ConnectionTrait, id: ContributionId) -> Result<Answers, DbErr> {
    let rows = answer::Entity::find()
        .filter(answer::Column::ContributionId.eq(id))
        .all(db)
        .await?;
    let known = |row: answer::Model| {
        let question = Question::ALL
            .into_iter()
            .find(|question| question.name() == row.question)?;
        Some((question, row.answer))
    };
    Ok(rows.into_iter().filter_map(known).collect())
}

/// The questions that were not answered, or whose answers stand in the way.
pub fn open_questions(answers: &Answers) -> Vec<Question> {
    let mut open = Question::ALL.to_vec();
    open.retain(|question| {
        !answers
            .get(question)
            .is_some_and(|answer| question.accepts(answer))
    });
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_can_be_recognised_in_may_be_handed_in() {
        let mut answers: Answers = [
            (Question::Faces, "none"),
            (Question::Names, "none"),
            (Question::Agree, "yes"),
            (Question::Music, "own"),
            (Question::Pictures, "free"),
            (Question::Brands, "none"),
        ]
        .map(|(question, answer)| (question, answer.to_owned()))
        .into();
        assert_eq!(open_questions(&answers), []);
        answers.insert(Question::Faces, "some".into());
        answers.remove(&Question::Music);
        assert_eq!(open_questions(&answers), [Question::Faces, Question::Music]);
        for question in Question::ALL {
            assert!(question.accepts(question.good_answer()));
            assert!(!question.accepts(""));
        }
    }
}
