package e2e

import (
	"encoding/json"
	"fmt"
	"regexp"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/livetest"
)

// A firefoxTab is a window of Firefox: tabs in the background would have slow timers.
type firefoxTab struct {
	t    testing.TB
	conn *bidiConn
	user string // ID of the user context, which has cookies and storage of its own
	id   string // ID of the browsing context

	mu     sync.Mutex
	errors []string
	answer *bool         // to the dialogs of scripts; nil leaves them open
	left   chan struct{} // closed when another document replaces the current one
}

// lostWebSocket matches what Firefox logs when a WebSocket fails or is closed by a navigation.
// Chromium does not report this as an error of the page.
var lostWebSocket = regexp.MustCompile(`^(Firefox can’t establish a connection to the server at|The connection to) wss?://`)

// newFirefoxTab opens a window with its own cookies and storage. Errors in the page fail the test
// when it ends.
func newFirefoxTab(t testing.TB) *firefoxTab {
	t.Helper()
	firefox.start.Do(startFirefox)
	require.NoError(t, firefox.err)
	var made struct{ UserContext string }
	require.NoError(t, firefox.conn.call("browser.createUserContext", object{}, &made))
	t.Cleanup(func() {
		if err := firefox.conn.call("browser.removeUserContext", object{"userContext": made.UserContext}, nil); err != nil {
			t.Error(err)
		}
	})
	f, err := openFirefoxTab(t, firefox.conn, made.UserContext)
	require.NoError(t, err)
	return f
}

// openFirefoxTab opens a window in a user context.
func openFirefoxTab(t testing.TB, conn *bidiConn, user string) (*firefoxTab, error) {
	t.Helper()
	f := &firefoxTab{t: t, conn: conn, user: user, left: make(chan struct{})}
	var made struct{ Context string }
	if err := conn.call("browsingContext.create", object{"type": "window", "userContext": user}, &made); err != nil {
		return nil, err
	}
	f.id = made.Context
	conn.listen(f.id, f.listen)
	t.Cleanup(func() {
		for _, e := range f.takeErrors() {
			t.Error("in the browser: " + e)
		}
	})
	size := object{"width": 1000, "height": 800}
	return f, f.call("browsingContext.setViewport", object{"viewport": size}, nil)
}

// call calls a command for the browsing context.
func (f *firefoxTab) call(method string, params object, result any) error {
	params["context"] = f.id
	return f.conn.call(method, params, result)
}

func (f *firefoxTab) listen(e bidiEvent) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch e.Method {
	case "log.entryAdded":
		var entry struct{ Level, Text string }
		if json.Unmarshal(e.Params, &entry) == nil && entry.Level == "error" && !lostWebSocket.MatchString(entry.Text) {
			f.errors = append(f.errors, entry.Text)
		}
	case "browsingContext.userPromptOpened":
		if yes := f.answer; yes != nil {
			go func() { _ = f.call("browsingContext.handleUserPrompt", object{"accept": *yes}, nil) }()
		}
	case "browsingContext.navigationCommitted":
		close(f.left)
		f.left = make(chan struct{})
	}
}

func (f *firefoxTab) takeErrors() []string {
	_ = f.Eval("0", nil) // the reply comes after all earlier events
	f.mu.Lock()
	defer f.mu.Unlock()
	defer func() { f.errors = nil }()
	return f.errors
}

func (f *firefoxTab) answerDialogs(yes bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answer = &yes
	return nil
}

func (f *firefoxTab) close() error { return f.call("browsingContext.close", object{}, nil) }

func (f *firefoxTab) Init(script string) error {
	return f.conn.call("script.addPreloadScript", object{
		"functionDeclaration": "() => {" + script + "\n}",
		"contexts":            []string{f.id},
	}, nil)
}

func (f *firefoxTab) Open(url string) error {
	return f.call("browsingContext.navigate", object{"url": url, "wait": "complete"}, nil)
}

func (f *firefoxTab) Eval(expression string, result any) error {
	f.mu.Lock()
	left := f.left
	f.mu.Unlock()
	var got struct {
		Result           struct{ Value string }
		ExceptionDetails *struct{ Text string }
	}
	err := f.conn.callUnless(left, "script.evaluate", object{
		"expression": asJSON(expression), "awaitPromise": true, "target": object{"context": f.id},
	}, &got)
	switch {
	case err != nil:
		return err
	case got.ExceptionDetails != nil:
		return fmt.Errorf("e2e: %s", got.ExceptionDetails.Text)
	case result == nil:
		return nil
	}
	return json.Unmarshal([]byte(got.Result.Value), result)
}

func (f *firefoxTab) Tab() (livetest.Driver, error) {
	f.t.Helper()
	return openFirefoxTab(f.t, f.conn, f.user)
}
