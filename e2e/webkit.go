package e2e

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// webkit is what all windows of WebKitGTK share: the display. It starts with the first tab.
var webkit struct {
	start   sync.Once
	home    string // a directory for the files of the browsers
	display string
	cmd     *exec.Cmd // of the X server
	err     error
}

// webkitBrowser is a browser in Python. The one that comes with WebKitGTK, MiniBrowser, cannot run scripts before
// those of a document, and classic WebDriver does not report errors in a page.
//
//go:embed webkit_browser.py
var webkitBrowser []byte

// errNoWebKit is the error if a program is missing.
var errNoWebKit = errors.New("install WebKitGTK: apt-get install webkit2gtk-driver gir1.2-webkit2-4.1 python3-gi xvfb")

// startWebKit starts an X server without a screen.
func startWebKit() {
	webkit.err = func() (err error) {
		if webkit.home, err = os.MkdirTemp("", "lively-e2e-webkit-"); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(webkit.home, "browser.py"), webkitBrowser, 0o600); err != nil {
			return err
		}
		read, write, err := os.Pipe()
		if err != nil {
			return err
		}
		defer read.Close()
		webkit.cmd = exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp")
		webkit.cmd.ExtraFiles = []*os.File{write}
		err = webkit.cmd.Start()
		_ = write.Close()
		if err != nil {
			return fmt.Errorf("e2e: %w: %w", errNoWebKit, err)
		}
		// The X server writes the number when it accepts connections. If it ends, so does the pipe.
		var number int
		if _, err := fmt.Fscan(read, &number); err != nil {
			return fmt.Errorf("e2e: Xvfb starts no display: %w", err)
		}
		webkit.display = fmt.Sprintf(":%d", number)
		return nil
	}()
}

// stopWebKit stops what startWebKit started, if anything. The drivers have ended with their tests.
func stopWebKit() error {
	if webkit.cmd != nil && webkit.cmd.Process != nil {
		_ = webkit.cmd.Process.Kill()
		_ = webkit.cmd.Wait()
	}
	return os.RemoveAll(webkit.home)
}

// A webkitSession is a browser process with cookies and storage of its own, and the WebKitWebDriver that controls
// it through classic WebDriver (https://www.w3.org/TR/webdriver2/).
type webkitSession struct {
	home string // the directory of the browser
	url  string // of the session

	// mu serializes the commands: each concerns the current window.
	mu      sync.Mutex
	current string // handle of the window
}

// newWebKitSession starts a browser, which ends with the test.
func newWebKitSession(t testing.TB) *webkitSession {
	t.Helper()
	webkit.start.Do(startWebKit)
	require.NoError(t, webkit.err)
	home, err := os.MkdirTemp(webkit.home, "session-")
	require.NoError(t, err)

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String()
	_, port, err := net.SplitHostPort(address)
	require.NoError(t, err)
	require.NoError(t, listener.Close())

	driver := exec.Command("WebKitWebDriver", "--port="+port)
	driver.Env = append(os.Environ(), "DISPLAY="+webkit.display, "GDK_BACKEND=x11", "NO_AT_BRIDGE=1", "LC_ALL=C.UTF-8")
	if err := driver.Start(); err != nil {
		require.NoError(t, fmt.Errorf("e2e: %w: %w", errNoWebKit, err))
	}
	s := &webkitSession{home: home, url: "http://" + address}
	t.Cleanup(func() {
		if err := s.call(http.MethodDelete, "", nil, nil); err != nil {
			t.Error(err)
		}
		_ = driver.Process.Kill()
		_ = driver.Wait()
	})
	require.Eventually(t, func() bool { return s.call(http.MethodGet, "/status", nil, nil) == nil },
		waitTimeout, 10*time.Millisecond, "e2e: WebKitWebDriver does not listen on "+address)

	var made struct{ SessionID string }
	require.NoError(t, s.call(http.MethodPost, "/session", object{"capabilities": object{"alwaysMatch": object{
		"webkitgtk:browserOptions": object{
			"binary": "/usr/bin/python3", // the one for which Debian packages the bindings of WebKitGTK
			"args":   []string{filepath.Join(webkit.home, "browser.py"), home},
		},
		"unhandledPromptBehavior": "ignore",
		"timeouts":                object{"script": tabTimeout.Milliseconds(), "pageLoad": tabTimeout.Milliseconds()},
	}}}, &made))
	s.url += "/session/" + made.SessionID
	return s
}

// call sends a command, and decodes the value of the response unless result is nil.
func (s *webkitSession) call(method, path string, params, result any) error {
	var body io.Reader
	if params != nil {
		text, err := json.Marshal(params)
		if err != nil {
			return err
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequest(method, s.url+path, body)
	if err != nil {
		return err
	}
	client := http.Client{Timeout: tabTimeout}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("e2e: %w", err)
	}
	defer response.Body.Close()
	var got struct{ Value json.RawMessage }
	if err := json.NewDecoder(response.Body).Decode(&got); err != nil {
		return fmt.Errorf("e2e: %s %s: %w", method, path, err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("e2e: %s %s: %s", method, path, got.Value)
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(got.Value, result)
}

// callIn is call for a command in a window.
func (s *webkitSession) callIn(window, method, path string, params, result any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != window {
		if err := s.call(http.MethodPost, "/window", object{"handle": window}, nil); err != nil {
			return err
		}
		s.current = window
	}
	return s.call(method, path, params, result)
}
