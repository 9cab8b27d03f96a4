package livetest_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// failing says that this process is one that TestServeKeepsAFailedPage has started.
var failing = os.Getenv("LIVETEST_FAILING") != ""

func TestFailsToBeServed(t *testing.T) {
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

func TestServeKeepsAFailedPage(t *testing.T) {
	for name, live := range map[string]bool{"real": true, "bubble": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestFailsToBeServed$/^"+name+"$", "-livetest.serve=127.0.0.1:0")
			cmd.Env = append(os.Environ(), "LIVETEST_FAILING=1")
			stderr, err := cmd.StderrPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())

			said, err := bufio.NewReader(stderr).ReadString('\n')
			require.NoError(t, err)
			at := regexp.MustCompile(`livetest: TestFailsToBeServed/` + name + ` failed; its pages are at (http://localhost:\d+)/livetest until you press Ctrl-C`).FindStringSubmatch(said)
			require.NotNil(t, at, said)
			get := func(path string) string {
				res, err := http.Get(at[1] + path)
				require.NoError(t, err)
				defer res.Body.Close()
				body, err := io.ReadAll(res.Body)
				require.NoError(t, err)
				return string(body)
			}
			require.Contains(t, get("/livetest"), `<li><a href="/livetest/0">/</a>`)
			require.Contains(t, get("/livetest/7"), "404")
			kept := get("/livetest/0")
			require.Contains(t, kept, `<output>Hello Ann</output>`)
			require.Contains(t, kept, `value="Bob &amp; Co"`)
			require.Contains(t, kept, `<base href="/"/>`)
			require.NotContains(t, kept, "<script")
			if live {
				require.Contains(t, get("/"), `<output></output>`, "a view of its own")
				require.Contains(t, get("/"), "<script")
			} else {
				require.Contains(t, get("/"), "no browser can enter")
			}

			require.NoError(t, cmd.Process.Signal(os.Interrupt))
			_, _ = io.Copy(io.Discard, stderr)
			require.ErrorContains(t, cmd.Wait(), "exit status 1")
		})
	}
}
