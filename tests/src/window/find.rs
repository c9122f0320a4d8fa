//! Finds what a person would find: a control by what it is and what is written on it, and only when it can be seen.

use anyhow::Result;
use fantoccini::{
    Client,
    elements::{Element, ElementRef},
};
use serde_json::json;

/// Roles by the elements that have them, names in the order in which browsers compute them. A name fits when it is the
/// same; failing that, when it begins so; failing that, when it is part of it.
const FIND: &str = r#"
const [role, wanted] = arguments;
const made = {
    button: 'button, summary, input[type=submit]', link: 'a[href]', heading: 'h1, h2, h3, h4', textbox:
    'input:not([type]), input[type=text], input[type=search], textarea, [contenteditable=true]', radio: 'input[type=radio]',
    checkbox: 'input[type=checkbox]', combobox: 'select', option: 'option', dialog: 'dialog', spinbutton: 'input[type=number]',
};
const clean = text => (text ?? '').replace(/\s+/g, ' ').trim().toLowerCase();
const byIds = ids => ids && ids.split(/\s+/).map(id => document.getElementById(id)?.textContent).join(' ');
const name = one => clean(one.getAttribute('aria-label')) || clean(byIds(one.getAttribute('aria-labelledby')))
    || clean([...(one.labels ?? [])].map(label => label.textContent).join(' '))
    || (/^(INPUT|TEXTAREA|SELECT)$/.test(one.tagName) ? '' : clean(one.textContent))
    || clean(one.getAttribute('placeholder')) || clean(one.title) || clean(one.value);
const all = [...document.querySelectorAll([made[role], `[role=${role}]`].filter(Boolean).join(', '))]
    .filter(one => (one.getAttribute('role') ?? role) === role && one.getClientRects().length && !one.closest('[inert], [aria-hidden=true]'));
const goal = clean(wanted);
return all.find(one => name(one) === goal) ?? all.find(one => name(one).startsWith(goal)) ?? all.find(one => name(one).includes(goal)) ?? null;
"#;

/// The first of this role and name, or none.
pub async fn by_role(page: &Client, role: &str, name: &str) -> Result<Option<Element>> {
    let found = page.execute(FIND, vec![json!(role), json!(name)]).await?;
    // WebDriver hands an element over as an object with one field, its id.
    let id = found.as_object().and_then(|fields| fields.values().next()).and_then(|id| id.as_str());
    Ok(id.map(|id| Element::from_element_id(page.clone(), ElementRef::from(id.to_owned()))))
}
