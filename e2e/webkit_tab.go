package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/livetest"
)

// A webkitTab is a window of WebKitGTK.
type webkitTab struct {
	t       testing.TB
	session *webkitSession
	handle  string // of the window
	number  int    // of the window, in the order in which the session opened them
	scripts int
}

// newWebKitTab opens a window with its own cookies and storage. Errors in the page fail the test when it ends.
func newWebKitTab(t testing.TB) *webkitTab {
	t.Helper()
	session := newWebKitSession(t)
	w := &webkitTab{t: t, session: session}
	require.NoError(t, session.call(http.MethodGet, "/window", nil, &w.handle))
	session.current = w.handle
	w.reportErrors()
	return w
}

func (w *webkitTab) reportErrors() {
	w.t.Cleanup(func() {
		for _, e := range w.takeErrors() {
			w.t.Error("in the browser: " + e)
		}
	})
}

// call calls a command for the window.
func (w *webkitTab) call(path string, params, result any) error {
	return w.session.callIn(w.handle, http.MethodPost, path, params, result)
}

// file returns the path of a file that the browser reads or writes; see webkit_browser.py.
func (w *webkitTab) file(name string) string {
	return filepath.Join(w.session.home, strconv.Itoa(w.number), name)
}

func (w *webkitTab) takeErrors() (found []string) {
	_ = w.Eval("0", nil) // the reply comes after all earlier messages of the page
	text, err := os.ReadFile(w.file("errors"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err := errors.Join(err, os.Remove(w.file("errors"))); err != nil {
		return []string{err.Error()}
	}
	for line := range strings.Lines(string(text)) {
		var message string
		if json.Unmarshal([]byte(line), &message) != nil {
			message = line
		}
		found = append(found, message)
	}
	return found
}

func (w *webkitTab) answerDialogs(yes bool) error {
	answer := "no"
	if yes {
		answer = "yes"
	}
	return os.WriteFile(w.file("answer"), []byte(answer), 0o600)
}

func (w *webkitTab) close() error {
	return w.session.callIn(w.handle, http.MethodDelete, "/window", nil, nil)
}

func (w *webkitTab) Init(script string) error {
	w.scripts++
	return os.WriteFile(w.file(fmt.Sprintf("%04d.js", w.scripts)), []byte(script), 0o600)
}

func (w *webkitTab) Open(url string) error { return w.call("/url", object{"url": url}, nil) }

func (w *webkitTab) Eval(expression string, result any) error {
	var got struct {
		Value string
		Error *string
	}
	err := w.call("/execute/async", object{"args": []any{}, "script": `const done = arguments[arguments.length - 1]
		;(async () => ` + asJSON(expression) + `)().then(value => done({ value }), e => done({ error: String(e) }))`}, &got)
	switch {
	case err != nil:
		return err
	case got.Error != nil:
		return fmt.Errorf("e2e: %s", *got.Error)
	case result == nil:
		return nil
	}
	return json.Unmarshal([]byte(got.Value), result)
}

func (w *webkitTab) Tab() (livetest.Driver, error) {
	w.t.Helper()
	other := &webkitTab{t: w.t, session: w.session, number: w.number}
	var made struct{ Handle string }
	if err := w.call("/window/new", object{"type": "window"}, &made); err != nil {
		return nil, err
	}
	other.handle = made.Handle
	// The browser numbers the windows of a session.
	views, err := filepath.Glob(filepath.Join(w.session.home, "*"))
	if err != nil {
		return nil, err
	}
	other.number = len(views) - 1
	other.reportErrors()
	return other, nil
}
