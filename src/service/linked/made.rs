//! What is made once for each version of the store, by the first who asks.

use super::super::App;
use super::super::problem::Problem;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Something of a version of the store; none while nobody has asked for it.
type Kept<T> = Option<(u64, Arc<T>)>;

/// Something that belongs to a version of the store. The last that was made is kept.
pub(super) struct Made<T>(Arc<Mutex<Kept<T>>>);

impl<T> Default for Made<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: Send + Sync + 'static> Made<T> {
    /// What belongs to this version, made now where it is not there yet. Who asks meanwhile waits for it, and it is made to its end also when nobody waits any more.
    pub(super) async fn get(
        &self,
        app: &App,
        make: impl FnOnce(&App) -> Result<T, Problem> + Send + 'static,
    ) -> Result<Arc<T>, Problem> {
        let (app, kept) = (app.clone(), Arc::clone(&self.0));
        let task = tokio::spawn(async move {
            let mut kept = kept.lock_owned().await;
            let number = app.0.version.number();
            if let Some((of, made)) = kept.as_ref()
                && *of == number
            {
                return Ok(Arc::clone(made));
            }
            *kept = None;
            tokio::task::spawn_blocking(move || {
                let made = Arc::new(make(&app)?);
                // What was written meanwhile may be in it or not: then it is of no version, and the next who asks has it made anew.
                if app.0.version.number() == number {
                    *kept = Some((number, Arc::clone(&made)));
                }
                Ok(made)
            })
            .await
            .map_err(|e| Problem::ours(&e))?
        });
        task.await.map_err(|e| Problem::ours(&e))?
    }
}
