package livetest_test

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// failing is true if this process was started by TestFailureServer.
var failing = os.Getenv("LIVETEST_FAILING") != ""

// TestFailureServer_Child is run by TestFailureServer in another process.
func TestFailureServer_Child(t *testing.T) {
	if !failing {
		return
	}
	fail := func(t *testing.T) {
		p := livetest.Mount(t, func() live.View { return &greeter{} })
		p.Fill("input", "Ann").Key("input", "Enter").Fill("input", "Bob & Co")
		p.Text("h7")
	}
	t.Run("real", fail)
	t.Run("bubble", func(t *testing.T) { synctest.Test(t, fail) })
}

func TestFailureServer(t *testing.T) {
	for name, live := range map[string]bool{"real": true, "bubble": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFailureServer_Child$/^"+name+"$", "-livetest.serve=127.0.0.1:0")
			cmd.Env = append(os.Environ(), "LIVETEST_FAILING=1")
			stderr, err := cmd.StderrPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())

			line, err := bufio.NewReader(stderr).ReadString('\n')
			require.NoError(t, err)
			address := regexp.MustCompile(`livetest: TestFailureServer_Child/` + name + ` failed; its pages are served at (http://localhost:\d+)/livetest until interrupted`).FindStringSubmatch(line)
			require.NotNil(t, address, line)
			get := func(path string) string {
				res, err := http.Get(address[1] + path)
				require.NoError(t, err)
				defer res.Body.Close()
				body, err := io.ReadAll(res.Body)
				require.NoError(t, err)
				return string(body)
			}
			require.Contains(t, get("/livetest"), `<li><a href="/livetest/0">/</a>`)
			require.Contains(t, get("/livetest/7"), "404")
			saved := get("/livetest/0")
			require.Contains(t, saved, `<output>Hello Ann</output>`)
			require.Contains(t, saved, `value="Bob &amp; Co"`)
			require.Contains(t, saved, `<base href="/"/>`)
			require.NotContains(t, saved, "<script")
			if live {
				require.Contains(t, get("/"), `<output></output>`, "a new view")
				require.Contains(t, get("/"), "<script")
			} else {
				require.Contains(t, get("/"), "cannot be reached from a browser")
			}

			require.NoError(t, cmd.Process.Signal(os.Interrupt))
			_, _ = io.Copy(io.Discard, stderr)
			require.ErrorContains(t, cmd.Wait(), "exit status 1")
		})
	}
}
