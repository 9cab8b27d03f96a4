"""A browser of WebKitGTK that WebKitWebDriver controls, with what classic WebDriver lacks.

The argument is a directory. Each view has a directory there, which is named after its number: 0 for the first
view. In it are
  *.js    scripts that run in each new document before its own, in the order of their names
  answer  how to answer the dialogs that scripts open: yes or no; without the file they stay open
  errors  what goes wrong in the documents, as lines of JSON strings
"""

import pathlib
import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2  # noqa: E402

# REPORT sends errors to this process. WebKitGTK shows the console of a page only to the log of the process.
REPORT = """{
    const { error } = console
    const { stringify } = JSON
    const { e2e } = webkit.messageHandlers
    const report = (...items) => e2e.postMessage(stringify(items.map(i => i?.stack ? i + " " + i.stack : String(i)).join(" ")))
    console.error = (...items) => { report("console.error", ...items); error.apply(console, items) }
    addEventListener("error", e => { if (e instanceof ErrorEvent) report(e.message, e.error) }, true)
    addEventListener("unhandledrejection", e => report("unhandled rejection", e.reason))
    document.addEventListener("securitypolicyviolation", e => {
        if (document.contentType !== "text/html") return // WebKit shows plain text with a style of its own
        report(`violates ${e.effectiveDirective}: ${e.blockedURI} in ${e.sourceFile}:${e.lineNumber}`)
    }, true)
}"""

home = pathlib.Path(sys.argv[1])
context = WebKit2.WebContext.new_ephemeral()
views = []


def add_script(content, source):
    content.add_script(
        WebKit2.UserScript.new(
            source, WebKit2.UserContentInjectedFrames.TOP_FRAME, WebKit2.UserScriptInjectionTime.START, None, None
        )
    )


def new_view(*_):
    at = home / str(len(views))
    at.mkdir(exist_ok=True)
    content = WebKit2.UserContentManager()
    view = WebKit2.WebView(web_context=context, user_content_manager=content, is_controlled_by_automation=True)
    # On Back, a document that is suspended there would not adopt a view, and a call into it would not end.
    view.get_settings().set_enable_page_cache(False)

    def report(_, result):
        with open(at / "errors", "a", encoding="utf-8") as file:
            file.write(result.get_js_value().to_string() + "\n")

    def load_scripts(_view, _decision, kind):
        if kind == WebKit2.PolicyDecisionType.NAVIGATION_ACTION:
            content.remove_all_scripts()
            for source in [REPORT] + [file.read_text("utf-8") for file in sorted(at.glob("*.js"))]:
                add_script(content, source)
        return False

    def answer(_, dialog):
        try:
            yes = (at / "answer").read_text("utf-8") == "yes"
        except FileNotFoundError:
            return False
        if dialog.get_dialog_type() != WebKit2.ScriptDialogType.ALERT:
            dialog.confirm_set_confirmed(yes)
        return True

    content.register_script_message_handler("e2e")
    content.connect("script-message-received::e2e", report)
    view.connect("decide-policy", load_scripts)
    view.connect("script-dialog", answer)

    window = Gtk.Window(default_width=1000, default_height=800)
    window.add(view)
    view.connect("close", lambda _: window.destroy())
    window.show_all()
    window.present()
    view.grab_focus()
    views.append(view)
    return view


def start(_, session):
    info = WebKit2.ApplicationInfo()
    info.set_name("Lively")
    info.set_version(1, 0, 0)
    session.set_application_info(info)
    session.connect("create-web-view", new_view)


context.set_cache_model(WebKit2.CacheModel.DOCUMENT_VIEWER)
context.set_automation_allowed(True)
context.connect("automation-started", start)
GLib.MainLoop().run()
