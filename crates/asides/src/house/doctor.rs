//! Looking after the file: what a check finds, and reading everything again.

use std::collections::BTreeMap;

use replica::{Household, HouseholdId};
use screening::Voices;

use super::core::{Core, HouseholdVoices, library_problem};
use crate::api::Problem;
use crate::api::view::{DoctorView, FindingView};

impl Core {
    /// Checks the file and says what it finds.
    pub(super) fn doctor(&mut self) -> Result<DoctorView, Problem> {
        let households: BTreeMap<HouseholdId, Household> =
            self.replica.households().map(|household| (household.id(), household.clone())).collect();
        let voices = |household: &HouseholdId| -> Box<dyn Voices> {
            Box::new(HouseholdVoices(households.get(household).cloned()))
        };
        let found = self.library.check(&voices).map_err(library_problem)?;
        let mut findings: Vec<FindingView> = found
            .into_iter()
            .map(|finding| FindingView {
                level: if finding.is_fault() { "bad" } else { "note" }.to_owned(),
                says: finding.to_string(),
            })
            .collect();
        if findings.iter().all(|finding| finding.level != "bad") {
            findings.insert(
                0,
                FindingView {
                    level: "fine".to_owned(),
                    says: "Everything is there, and every change is as it was written.".to_owned(),
                },
            );
        }
        Ok(DoctorView { findings })
    }

    /// Fills the read model anew from the changes; nothing is lost by dropping it.
    pub(super) fn read_everything_again(&mut self) {
        let households: BTreeMap<HouseholdId, Household> =
            self.replica.households().map(|household| (household.id(), household.clone())).collect();
        let voices = |household: &HouseholdId| -> Box<dyn Voices> {
            Box::new(HouseholdVoices(households.get(household).cloned()))
        };
        match self.library.rebuild_read_model(&voices) {
            Ok(unreadable) => {
                for document in unreadable {
                    tracing::error!(%document, "cannot be read; another device may have it whole");
                }
            }
            Err(error) => tracing::error!(%error, "the lists and the search could not be made anew"),
        }
    }
}
