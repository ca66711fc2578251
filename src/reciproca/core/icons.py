"""The icons: a 24-unit grid, 1.6 stroke, round ends, no fill. Drawn for Reciproca, in the manner of Lucide."""

from __future__ import annotations

ALERT_DOT = '<circle class="solid" cx="12" cy="17" r="1"/>'

ICONS: dict[str, str] = {
    # places
    "today": '<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4"/>',
    "relationships": '<circle cx="5.5" cy="7" r="2.5"/><circle cx="18.5" cy="17" r="2.5"/><path d="M8 7c6 0 2 10 8 10"/>',
    "conversations": '<path d="M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-4.5 4v-4A2.5 2.5 0 0 1 4 13.5z"/>',
    "circles": '<circle cx="12" cy="5" r="2"/><circle cx="18.5" cy="10" r="2"/><circle cx="16" cy="18" r="2"/><circle cx="8" cy="18" r="2"/><circle cx="5.5" cy="10" r="2"/>',
    "library": '<path d="M12 6.5C10 5 7 4.5 4 5v13c3-.5 6 0 8 1.5 2-1.5 5-2 8-1.5V5c-3-.5-6 0-8 1.5zM12 6.5v13"/>',
    "programmes": '<path d="M3 17h18M5 17V8M19 17V8M5 8c3 5 11 5 14 0M9 11.2V17M12 11.7V17M15 11.2V17"/>',
    "community": '<path d="M4 19.5V10l8-5.5 8 5.5v9.5M9.5 19.5v-6h5v6"/>',
    "person": '<circle cx="12" cy="8.5" r="3.5"/><path d="M5 20c.8-4 3.6-6 7-6s6.2 2 7 6"/>',
    "people": '<circle cx="9" cy="8.5" r="3"/><path d="M3 19.5c.6-3.6 3-5.5 6-5.5s5.4 1.9 6 5.5"/><path d="M15.5 5.8a3 3 0 0 1 0 5.4M17.5 14.4c2 .8 3.2 2.6 3.5 5.1"/>',
    "more": '<path d="M5 8h14M5 12h14M5 16h9"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>',
    "place": '<path d="M12 21c4-4.5 6.5-7.5 6.5-11a6.5 6.5 0 0 0-13 0c0 3.5 2.5 6.5 6.5 11z"/><circle cx="12" cy="10" r="2.2"/>',
    "world": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c3 3 3 14 0 17M12 3.5c-3 3-3 14 0 17"/>',
    # acts
    "arrow": '<path d="M5 12h13M13 6.5l5.5 5.5L13 17.5"/>',
    "back": '<path d="M19 12H6M11 6.5 5.5 12l5.5 5.5"/>',
    "plus": '<path d="M12 5.5v13M5.5 12h13"/>',
    "close": '<path d="m6.5 6.5 11 11M17.5 6.5l-11 11"/>',
    "check": '<path d="m6 12.5 4 4 8-9"/>',
    "download": '<path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 19.5h14"/>',
    "upload": '<path d="M12 16V5M7.5 9 12 4.5 16.5 9M5 19.5h14"/>',
    "undo": '<path d="M5 9h9a5 5 0 0 1 0 10H9M5 9l4-4M5 9l4 4"/>',
    "swap": '<path d="M5 9h13l-3.5-3.5M19 15H6l3.5 3.5"/>',
    "again": '<path d="M19 6v4.5h-4.5M5 18v-4.5h4.5M18.5 10.5A7 7 0 0 0 6 8.5M5.5 13.5A7 7 0 0 0 18 15.5"/>',
    "exclude": '<circle cx="12" cy="12" r="8"/><path d="m6.5 6.5 11 11"/>',
    "lock": '<rect x="5.5" y="10.5" width="13" height="9.5" rx="2"/><path d="M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5"/>',
    "attach": '<path d="m19 11-7.5 7.5a4.5 4.5 0 0 1-6.4-6.4l8-8a3 3 0 0 1 4.3 4.3l-7.8 7.8a1.5 1.5 0 0 1-2.1-2.1L14 7.5"/>',
    "copy": '<rect x="8.5" y="8.5" width="11" height="11" rx="2"/><path d="M15.5 8.5V6.5a2 2 0 0 0-2-2h-7a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h2"/>',
    "edit": '<path d="M4.5 19.5 5.5 15 15.8 4.7a1.8 1.8 0 0 1 2.5 0l1 1a1.8 1.8 0 0 1 0 2.5L9 18.5z"/><path d="m14 6.5 3.5 3.5"/>',
    "mail": '<rect x="3.5" y="6" width="17" height="12.5" rx="2"/><path d="m4.5 7.5 7.5 6 7.5-6"/>',
    "out": '<path d="M10 5H6.5a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2H10M9.5 12H20M16 8l4 4-4 4"/>',
    "settings": '<path d="M4 7.5h9M17 7.5h3M4 16.5h3M11 16.5h9"/><circle cx="15" cy="7.5" r="2"/><circle cx="9" cy="16.5" r="2"/>',
    "light": '<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4"/>',
    "dark": '<path d="M19.5 14.5A8 8 0 1 1 9.5 4.5a6.5 6.5 0 0 0 10 10z"/>',
    "system": '<rect x="3.5" y="5" width="17" height="11.5" rx="2"/><path d="M9 20h6M12 16.5V20"/>',
    # states
    "news": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5"/><circle class="solid" cx="12" cy="8" r="1"/>',
    "good": '<circle cx="12" cy="12" r="8.5"/><path d="m8 12.3 2.8 2.7 5.2-5.5"/>',
    "look": '<path d="M3 12c4-7 14-7 18 0-4 7-14 7-18 0z"/><circle cx="12" cy="12" r="2.5"/>',
    "bad": '<path d="M12 4 21 19.5H3zM12 10v4.5"/>' + ALERT_DOT,
    # things
    "calendar": '<rect x="4" y="5.5" width="16" height="14.5" rx="2"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "file": '<path d="M6 3.5h8.5L19 8v12.5H6zM14 3.5V8h5M9 12.5h7M9 16h7M12.5 12.5V18"/>',
    "listen": '<path d="M7 10a5 5 0 0 1 10 0c0 3.5-3.5 4-3.5 7a2.8 2.8 0 0 1-5.3 1.2M9.8 10.2a2.3 2.3 0 0 1 4.5 0c0 1.5-1.3 1.8-1.3 3"/>',
    "key": '<circle cx="8" cy="15.5" r="4"/><path d="m11 12.5 8.5-8.5M16 7.5l3 3M13.5 10l2 2"/>',
}  # fmt: skip


def shapes_of(name: str) -> str:
    """The shapes of an icon. A wrong name is a mistake in a template and says which names there are."""
    try:
        return ICONS[name]
    except KeyError:
        raise LookupError(f"No icon is called {name!r}. There are: {', '.join(sorted(ICONS))}.") from None
