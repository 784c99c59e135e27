//! `mushrif review`: the server with its review desk, the queue filled, a browser opened; and comments forgotten.

use super::Ending;
use super::arguments::{AuthorArguments, ClockArguments, CommentArguments, Names};
use super::problems::{Problems, say};
use super::review_labels::{Found, import};
use super::scoring::{self, each};
use super::serve;
use crate::extract::Authors;
use crate::record::{Comment, Prediction, RawRecord, ScoredComment};
use crate::serve::{Filler, NewArticle, NewComment, Whose, erase};
use crate::workflow::score::Scored;
use anyhow::bail;
use std::io::IsTerminal;
use std::path::PathBuf;

/// What `mushrif review` is given.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
#[group(skip)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Option<ReviewCommand>,
    #[command(flatten)]
    comments: CommentArguments,
    #[command(flatten)]
    clocks: ClockArguments,
    #[command(flatten)]
    authors: AuthorArguments,
    #[command(flatten)]
    serve: serve::Arguments,
    /// Take the labels of this file into the desk: .jsonl, .json, .csv, .xlsx, our own or a label tool's
    #[arg(long, value_name = "LABELS")]
    labels: Vec<PathBuf>,
    /// Do not open a browser
    #[arg(long)]
    no_browser: bool,
    /// Fill the queue and end, without serving it
    #[arg(long)]
    fill_only: bool,
}

/// What can be done beside serving.
#[derive(Debug, clap::Subcommand)]
enum ReviewCommand {
    /// Erase comments from the store: from its tables, its index, its log and its free pages
    Forget(ForgetArguments),
}

/// Whose comments are erased.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct WhoseArguments {
    /// All comments of this author, kept by name or by pseudonym
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// The comment with this key
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

#[derive(Debug, clap::Args)]
struct ForgetArguments {
    #[command(flatten)]
    whose: WhoseArguments,
    #[command(flatten)]
    store: serve::StoreArguments,
    /// The salt that the names were hashed with, where it is not the store's own
    #[arg(long, value_name = "SALT")]
    author_salt: Option<String>,
}

/// Comments written at a time.
const TOGETHER: usize = 5000;

pub(super) fn run(mut arguments: Arguments) -> anyhow::Result<Ending> {
    if let Some(ReviewCommand::Forget(arguments)) = &arguments.command {
        return forget(arguments);
    }
    let folder = arguments.serve.store.folder()?;
    let mut ending = Ending::Done;
    let found = Found::among(&arguments.comments.paths);
    let has_inputs = !arguments.comments.paths.is_empty();
    arguments.comments.paths.retain(|path| !found.only_labels.contains(path));
    // Nothing to read is no error: the queue may be full already.
    if !arguments.comments.paths.is_empty()
        || !has_inputs && !std::io::stdin().is_terminal() && arguments.fill_only && arguments.labels.is_empty()
    {
        ending = fill(&mut arguments, &folder)?;
    }
    let labels = [found.only_labels, found.with_labels, std::mem::take(&mut arguments.labels)].concat();
    if !labels.is_empty() && ending != Ending::Failed {
        let classifier = arguments.serve.classifier()?;
        let imported = import(&labels, &folder, &classifier, arguments.comments.strict)?;
        ending = if imported == Ending::Done { ending } else { imported };
    }
    if arguments.fill_only || ending == Ending::Failed {
        return Ok(ending);
    }
    let opens = !arguments.no_browser && std::io::stderr().is_terminal();
    serve::serve_at(arguments.serve, opens)
}

/// Scores the inputs and puts them into the queue.
fn fill(arguments: &mut Arguments, folder: &std::path::Path) -> anyhow::Result<Ending> {
    let mut filler = Filler::open(folder)?;
    if arguments.authors.authors == Names::Hash && arguments.authors.author_salt.is_none() {
        // The same name gets the same pseudonym in every run, and `forget --author` finds it.
        arguments.authors.author_salt = Some(hex(&filler.secret()?));
    }
    let authors = arguments.authors.read()?;
    let scored = scoring::Arguments::for_desk(&arguments.comments, &arguments.clocks);
    let classifier = arguments.serve.classifier()?;
    let mut problems = Problems::strict(arguments.comments.strict);
    let collect = |batch: &mut Vec<NewComment>, scored: &Scored<'_>, prediction: &Prediction| {
        batch.push(new_comment(scored, prediction, &authors));
        Ok(())
    };
    let (mut waiting, mut added, mut seen) = (Vec::new(), 0, 0_u64);
    each(&scored, &classifier, &mut problems, &collect, &mut |batch: Vec<NewComment>, problems| {
        problems.tally.counts.comments += batch.len() as u64;
        seen += batch.len() as u64;
        waiting.extend(batch);
        if waiting.len() >= TOGETHER {
            added += filler.add(&std::mem::take(&mut waiting))?;
        }
        Ok(())
    })?;
    let ending = problems.ending();
    if ending == Ending::Failed {
        return Ok(ending);
    }
    added += filler.add(&waiting)?;
    say(&format!("{added} comments are new in the queue, {} were there already", seen - added));
    Ok(ending)
}

/// A scored comment for the queue. A record that this model scored keeps its scores: they may rest on the article's text,
/// which the record need not have.
fn new_comment(scored: &Scored<'_>, prediction: &Prediction, authors: &Authors) -> NewComment {
    match scored {
        Scored::OfPage(comment) => of_comment(comment, prediction.clone(), authors),
        Scored::Line(line) => of_comment(&Comment::new(*line), prediction.clone(), authors),
        Scored::Record(record) => of_record(record, prediction, authors),
    }
}

fn of_record(record: &RawRecord<'_>, prediction: &Prediction, authors: &Authors) -> NewComment {
    let before = ScoredComment::parse(record.line()).ok();
    let is_ours = |scored: &ScoredComment| scored.prediction.model.hash == prediction.model.hash;
    let kept = before.as_ref().filter(|scored| is_ours(scored)).map(|scored| {
        let language = prediction.language;
        Prediction { language, ..scored.prediction.clone() }
    });
    let comment = before.map(|scored| scored.comment).or_else(|| serde_json::from_str(record.line()).ok());
    let comment = Comment {
        body: record.text().1.into(),
        author: record.author().map(String::from),
        title: record.title().map(String::from),
        key: Some(record.key().into_owned()),
        ..comment.unwrap_or_default()
    };
    of_comment(&comment, kept.unwrap_or_else(|| prediction.clone()), authors)
}

fn of_comment(comment: &Comment, prediction: Prediction, authors: &Authors) -> NewComment {
    let article = comment.article.as_deref().cloned().unwrap_or_default();
    let time = comment.time.as_ref();
    let moment = |moment: Option<crate::time::Moment>| moment.map(|moment| moment.to_string());
    let author = comment.author.as_deref().and_then(|name| authors.treat(name));
    let is_renamed = author != comment.author;
    let key = match comment.key.clone().filter(|_| !is_renamed) {
        Some(key) => key,
        None => Comment::made_key(&article, author.as_deref(), &comment.body),
    };
    // A parent told by its key is told by a hash of its author's name.
    let parent =
        comment.parent.clone().filter(|parent| *authors == Authors::Keep || !crate::record::key::is_key(parent));
    NewComment {
        key,
        // As `summary` tells sites apart.
        site: article.site_or_host().unwrap_or_default().into_owned(),
        article: NewArticle { title: article.title, url: article.url, text: article.text },
        page: comment.page.clone(),
        index: comment.index,
        external_id: comment.id.clone(),
        parent,
        author,
        title: comment.title.clone(),
        text: comment.body.clone(),
        time_text: time.map(|time| time.text.clone()).filter(|text| !text.is_empty()),
        earliest: moment(time.and_then(|time| time.earliest)),
        latest: moment(time.and_then(|time| time.latest)),
        day: time.and_then(|time| time.latest).map(|latest| latest.date().to_string()).unwrap_or_default(),
        truncated: comment.truncated,
        prediction,
    }
}

/// Erases comments, and says which versions of the model still count their labels.
fn forget(arguments: &ForgetArguments) -> anyhow::Result<Ending> {
    let folder = arguments.store.folder()?;
    if !folder.join("mushrif.sqlite").is_file() {
        bail!("{}: no store; name its folder with --store", folder.display());
    }
    let WhoseArguments { author, key } = &arguments.whose;
    let whose = match (author, key) {
        (Some(name), _) => {
            let salt = arguments
                .author_salt
                .clone()
                .map_or_else(|| Filler::open(&folder)?.secret().map(|key| hex(&key)), Ok)?;
            let pseudonym = Authors::Hash(salt.into_bytes()).treat(name);
            Whose::Author(std::iter::once(name.clone()).chain(pseudonym).collect())
        }
        (None, Some(key)) => Whose::Key(key.clone()),
        (None, None) => bail!("name an author with --author, or a comment with --key"),
    };
    let erased = erase(&folder, &whose)?;
    if erased.comments == 0 {
        say("the store has no such comment");
        return Ok(Ending::Failed);
    }
    say(&format!("{} comments and {} labels of them erased", erased.comments, erased.labels));
    for version in &erased.versions {
        say(&format!(
            "the model {version} was made with labels of them; train anew at the desk and choose the new one"
        ));
    }
    Ok(Ending::Done)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
