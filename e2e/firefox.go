package e2e

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// firefox is the process that tests share. It starts with the first tab.
var firefox struct {
	start   sync.Once
	conn    *bidiConn
	err     error
	profile string
	cmd     *exec.Cmd
}

// firefoxPrefs keep a fresh profile from using the network on its own, and let a page in the
// background have the focus. They disable the HTTP cache: on Back, Firefox takes a page from there
// without a request, and its view is remounted, while livetest requires that each document adopts
// the view that rendered it.
const firefoxPrefs = `user_pref("app.update.disabledForTesting", true);
user_pref("browser.cache.disk.enable", false);
user_pref("browser.cache.memory.enable", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("browser.startup.page", 0);
user_pref("browser.topsites.contile.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("focusmanager.testmode", true);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("network.http.speculative-parallel-limit", 0);
user_pref("services.settings.server", "data:,#remote-settings-dummy/v1");
user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
`

// findFirefox returns the path of Firefox: $FIREFOX, or a program on the PATH.
func findFirefox() (string, error) {
	if path := os.Getenv("FIREFOX"); path != "" {
		return path, nil
	}
	for _, name := range []string{"firefox-esr", "firefox"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("e2e: Firefox not found: install it (apt-get install firefox-esr) or set $FIREFOX to its path")
}

func startFirefox() {
	path, err := findFirefox()
	if err != nil {
		firefox.err = err
		return
	}
	if firefox.profile, firefox.err = os.MkdirTemp("", "lively-e2e-firefox-"); firefox.err != nil {
		return
	}
	if firefox.err = os.WriteFile(filepath.Join(firefox.profile, "user.js"), []byte(firefoxPrefs), 0o600); firefox.err != nil {
		return
	}
	firefox.cmd = exec.Command(path, "--headless", "--no-remote", "--profile", firefox.profile, "--remote-debugging-port", "0")
	stderr, err := firefox.cmd.StderrPipe()
	if err != nil {
		firefox.err = err
		return
	}
	if firefox.err = firefox.cmd.Start(); firefox.err != nil {
		return
	}
	url, err := bidiURL(stderr)
	if err != nil {
		firefox.err = fmt.Errorf("e2e: start %s: %w", path, err)
		return
	}
	firefox.conn, firefox.err = dialBiDi(url+"/session",
		"log.entryAdded", "browsingContext.navigationCommitted", "browsingContext.userPromptOpened")
}

// bidiURL reads the address of the WebDriver BiDi server from what Firefox logs, and discards the
// rest.
func bidiURL(log io.Reader) (string, error) {
	found := make(chan string, 1)
	go func() {
		defer close(found)
		for lines := bufio.NewScanner(log); lines.Scan(); {
			if _, url, ok := strings.Cut(lines.Text(), "WebDriver BiDi listening on "); ok {
				found <- url
			}
		}
	}()
	select {
	case url := <-found:
		if url == "" {
			return "", errors.New("it ended without a WebDriver BiDi server")
		}
		return url, nil
	case <-time.After(tabTimeout):
		return "", errors.New("it starts no WebDriver BiDi server")
	}
}

// stopFirefox ends the process that startFirefox started, if any.
func stopFirefox() error {
	if firefox.cmd == nil || firefox.cmd.Process == nil {
		return errors.Join(firefox.err, os.RemoveAll(firefox.profile))
	}
	if firefox.err == nil {
		// The reply may come before the connection ends, or not at all.
		_, firefox.err = firefox.conn.send("browser.close", struct{}{})
	}
	ctx, cancel := context.WithTimeout(context.Background(), waitTimeout)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = firefox.cmd.Process.Kill() })
	defer stop()
	if firefox.err != nil {
		cancel()
	}
	if err := firefox.cmd.Wait(); err != nil {
		firefox.err = errors.Join(firefox.err, fmt.Errorf("e2e: Firefox: %w", err))
	}
	return errors.Join(firefox.err, os.RemoveAll(firefox.profile))
}
