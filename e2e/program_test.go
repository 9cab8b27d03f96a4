package e2e

import (
	"bufio"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A program is an example that runs as a process.
type program struct {
	cmd *exec.Cmd
	url string
}

// buildProgram builds an example with the race detector and returns its path.
func buildProgram(t *testing.T, pkg string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), filepath.Base(pkg))
	build := exec.Command("go", "build", "-race", "-o", path, pkg)
	build.Dir = "../examples"
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	return path
}

// runProgram starts an example at addr and waits until it has printed its URL. It is stopped when
// the test ends.
func runProgram(t *testing.T, path, addr string, args ...string) *program {
	t.Helper()
	p := &program{cmd: exec.Command(path, append([]string{"-addr", addr}, args...)...)}
	out, err := p.cmd.StdoutPipe()
	require.NoError(t, err)
	log := new(logBuffer)
	p.cmd.Stderr = log
	require.NoError(t, p.cmd.Start())
	t.Cleanup(func() {
		if p.cmd.ProcessState == nil {
			p.cmd.Process.Kill()
			p.cmd.Wait()
		}
		if t.Failed() {
			t.Log(log)
		}
		require.NotContains(t, log.String(), "DATA RACE")
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, url, ok := strings.Cut(lines.Text(), "http://"); ok {
			p.url = "http://" + strings.TrimSuffix(url, "/")
			go io.Copy(io.Discard, out)
			return p
		}
	}
	require.FailNow(t, "the program printed no URL", log)
	return nil
}

// stop shuts the program down gracefully.
func (p *program) stop(t *testing.T) {
	t.Helper()
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	require.NoError(t, p.cmd.Wait())
}
