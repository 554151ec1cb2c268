//! The log, on standard error: lines for people, or an object of JSON a line for programs.

use clap::ValueEnum;
use serde_json::{Map, Value};
use std::fmt;
use std::io::{self, IsTerminal, Write};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

/// The form of the log.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum LogFormat {
    /// Lines for people
    Text,
    /// An object of JSON a line
    Json,
}

/// Begins to write the log. `level` counts where `RUST_LOG` says nothing.
pub(super) fn begin(format: LogFormat, level: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    let registry = tracing_subscriber::registry().with(filter);
    match format {
        LogFormat::Text => {
            let lines = tracing_subscriber::fmt::layer();
            registry.with(lines.with_writer(io::stderr).with_ansi(io::stderr().is_terminal())).init();
        }
        LogFormat::Json => registry.with(Objects).init(),
    }
}

/// Writes an object a line: `time`, `level`, `target`, `message`, then the fields of the event and of the spans it is in.
struct Objects;

/// The fields of a span or an event.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").into());
    }
}

impl<S: Subscriber + for<'s> LookupSpan<'s>> Layer<S> for Objects {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut line = Map::new();
        line.insert("time".to_owned(), jiff::Timestamp::now().to_string().into());
        line.insert("level".to_owned(), event.metadata().level().as_str().into());
        line.insert("target".to_owned(), event.metadata().target().into());
        let mut own = Fields::default();
        event.record(&mut own);
        for span in context.event_scope(event).into_iter().flatten() {
            if let Some(fields) = span.extensions().get::<Fields>() {
                // What is nearer goes first.
                for (name, value) in &fields.0 {
                    own.0.entry(name).or_insert_with(|| value.clone());
                }
            }
        }
        for (name, value) in own.0 {
            line.entry(name).or_insert(value);
        }
        // Where standard error is closed there is nobody left to tell.
        let _ = writeln!(io::stderr().lock(), "{}", Value::Object(line));
    }
}
