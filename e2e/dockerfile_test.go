package e2e

import (
	"bufio"
	"debug/elf"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// The Dockerfile of docs/howto/deployment.md makes a program that runs in an image without other files.
func TestDockerfile(t *testing.T) {
	t.Parallel()
	file := codeBlock(t, "dockerfile")
	build := regexp.MustCompile(`(?m)^RUN (.* go build .* -o )(/\w+) \.$`).FindStringSubmatch(file)
	require.NotNil(t, build, file)
	require.Contains(t, file, "COPY --from=build "+build[2]+" "+build[2]+"\n")
	require.Contains(t, file, `ENTRYPOINT ["`+build[2]+`", "-addr", `, "a list: a shell would not pass SIGTERM on")

	program := filepath.Join(t.TempDir(), "counter")
	cmd := exec.Command("sh", "-c", build[1]+program+" .")
	cmd.Dir = "../examples/counter"
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	binary, err := elf.Open(program)
	require.NoError(t, err)
	defer binary.Close()
	libraries, err := binary.ImportedLibraries()
	require.NoError(t, err)
	require.Empty(t, libraries)

	run := exec.Command(program, "-addr", "127.0.0.1:0")
	run.Env = []string{}
	stdout, err := run.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, run.Start())
	t.Cleanup(func() { _ = run.Process.Kill() })
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	_, url, _ := strings.Cut(strings.TrimSpace(line), "Listening on ")
	resp, err := http.Get(url)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusOK, resp.StatusCode)
	require.NoError(t, run.Process.Signal(syscall.SIGTERM))
	require.NoError(t, run.Wait())
}
