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

// A program is one that runs beside the test, as a person would run it.
type program struct {
	cmd *exec.Cmd
	url string
}

// buildProgram builds one with the race detector.
func buildProgram(t *testing.T, pkg string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), filepath.Base(pkg))
	build := exec.Command("go", "build", "-race", "-o", path, pkg)
	build.Dir = "../examples"
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	return path
}

// runProgram starts the example at addr and waits until it says where it is.
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
	require.FailNow(t, "the program does not say where it is", log)
	return nil
}

// stop ends the program as Ctrl-C does.
func (p *program) stop(t *testing.T) {
	t.Helper()
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	require.NoError(t, p.cmd.Wait())
}
