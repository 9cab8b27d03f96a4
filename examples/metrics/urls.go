package main

import (
	"fmt"
	"io"
	"net"
	"strconv"
)

// printURLs prints the URLs at which the page can be opened, and a warning if other machines can
// connect.
func printURLs(out io.Writer, addr net.Addr) {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		fmt.Fprintf(out, "Listening on %s\n", addr)
		return
	}
	for _, host := range hosts(tcp.IP) {
		fmt.Fprintf(out, "Listening on http://%s\n", net.JoinHostPort(host, strconv.Itoa(tcp.Port)))
	}
	if !tcp.IP.IsLoopback() {
		fmt.Fprintf(out, "Other machines can connect and see the metrics and process names of this machine.\nTo restrict access to this machine: -addr 127.0.0.1:%d\n", tcp.Port)
	}
}

// hosts returns the host names of a listener. An unspecified address listens on all interfaces.
func hosts(ip net.IP) []string {
	if !ip.IsUnspecified() {
		return []string{ip.String()}
	}
	names := []string{"localhost"}
	addrs, _ := net.InterfaceAddrs() // on error, localhost still works
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() {
			names = append(names, n.IP.String())
		}
	}
	return names
}
