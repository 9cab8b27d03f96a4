package e2e

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/redistest"
)

const deploymentPage = "../docs/howto/deployment.md"

// A reverseProxy is a proxy that docs/howto/deployment.md configures.
type reverseProxy struct {
	lang    string // of the code block
	command string
	args    []string // DIR stands for a directory with the configuration
	config  string   // DIR, PORT and CONFIG stand for a directory, the port and the code block
	replace []string // old and new texts of the code block
}

var reverseProxies = map[string]reverseProxy{
	"nginx": {
		lang: "nginx", command: "nginx", args: []string{"-p", "DIR", "-c", "DIR/config", "-e", "stderr"},
		config: `daemon off; master_process off; pid DIR/pid;
events { worker_connections 1000; }
http {
	access_log off;
	client_body_temp_path DIR/a; proxy_temp_path DIR/b; fastcgi_temp_path DIR/c; uwsgi_temp_path DIR/d; scgi_temp_path DIR/e;
	CONFIG
}`,
		replace: []string{"listen 443", "listen 127.0.0.1:PORT", "/etc/ssl", "DIR"},
	},
	"Caddy": {
		lang: "caddy", command: "caddy", args: []string{"run", "--adapter", "caddyfile", "--config", "DIR/config"},
		config: "{\n\tadmin off\n\tauto_https off\n}\nCONFIG",
		replace: []string{
			"\nexample.com {", "\nhttps://127.0.0.1:PORT {\n\ttls DIR/example.com.crt DIR/example.com.key", "fail_duration 1s", "fail_duration 100ms", "lb_try_duration 5s", "lb_try_duration 1m",
		},
	},
	"HAProxy": {
		lang: "haproxy", command: "haproxy", args: []string{"-db", "-f", "DIR/config"}, config: "CONFIG",
		replace: []string{"bind :443", "bind 127.0.0.1:PORT", "/etc/ssl", "DIR", "inter 1s", "inter 50ms", "maxconn 40000", "maxconn 1000"},
	},
}

// codeBlock returns the first code block of the deployment page in a language.
func codeBlock(t *testing.T, lang string) string {
	t.Helper()
	page, err := os.ReadFile(deploymentPage)
	require.NoError(t, err)
	m := regexp.MustCompile("(?s)\n```" + lang + "\n(.*?\n)```\n").FindSubmatch(page)
	require.NotNil(t, m, "%s has no block of %s", deploymentPage, lang)
	return string(m[1])
}

// start runs the proxy until the test ends and returns its address. changes are old and new texts of
// the code block.
func (p reverseProxy) start(t *testing.T, nodes []string, changes ...string) (addr string) {
	t.Helper()
	path, err := lookPath(p.command)
	require.NoError(t, err, "install %s, or run scripts/test, which installs it", p.command)
	dir := t.TempDir()
	writeCertificate(t, dir)
	addr = redistest.FreeAddr()
	_, port, _ := net.SplitHostPort(addr)

	block := "\n" + codeBlock(t, p.lang)
	changes = append(append([]string{"127.0.0.1:8081", nodes[0], "127.0.0.1:8082", nodes[1]}, p.replace...), changes...)
	for i := 0; i < len(changes); i += 2 {
		require.Contains(t, block, changes[i], "the block of %s", p.lang)
		block = strings.ReplaceAll(block, changes[i], changes[i+1])
	}
	variables := strings.NewReplacer("CONFIG", block)
	config := strings.NewReplacer("DIR", dir, "PORT", port).Replace(variables.Replace(p.config))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "config"), []byte(config), 0o600))

	var args []string
	for _, arg := range p.args {
		args = append(args, strings.ReplaceAll(arg, "DIR", dir))
	}
	cmd := exec.Command(path, args...)
	log := new(logBuffer)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir)
	require.NoError(t, cmd.Start())
	ended := make(chan struct{})
	go func() { cmd.Wait(); close(ended) }()
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-ended
		if t.Failed() {
			t.Log(log)
		}
	})
	waitForListener(t, addr, ended)
	return addr
}

// lookPath also finds programs that only root has in the path.
func lookPath(command string) (string, error) {
	path, err := exec.LookPath(command)
	if err != nil {
		if sbin, err := exec.LookPath("/usr/sbin/" + command); err == nil {
			return sbin, nil
		}
	}
	return path, err
}

// waitForListener waits until addr accepts connections. It fails the test if the process ends before.
func waitForListener(t *testing.T, addr string, ended <-chan struct{}) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), waitTimeout)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if c, err := net.Dial("tcp", addr); err == nil {
			c.Close()
			return
		}
		select {
		case <-tick.C:
		case <-ended:
			require.FailNow(t, "the proxy has ended")
		case <-ctx.Done():
			require.FailNow(t, fmt.Sprintf("%s does not accept connections", addr))
		}
	}
}

// writeCertificate writes a certificate for 127.0.0.1, and both parts as one file for HAProxy.
func writeCertificate(t *testing.T, dir string) {
	t.Helper()
	cert := testCertificate.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	require.NoError(t, err)
	crtPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]})
	keyPEM := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})
	for ext, data := range map[string][]byte{"crt": crtPEM, "key": keyPEM, "pem": append(crtPEM, keyPEM...)} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "example.com."+ext), data, 0o600))
	}
}

// testCertificate is a server only for its certificate.
var testCertificate = func() *httptest.Server {
	s := httptest.NewTLSServer(nil)
	s.Listener.Close()
	return s
}()
