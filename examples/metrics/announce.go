package main

import (
	"fmt"
	"io"
	"net"
	"strconv"
)

// announce prints where the page is to be found, and who else may find it.
func announce(out io.Writer, addr net.Addr) {
	at, ok := addr.(*net.TCPAddr)
	if !ok {
		fmt.Fprintf(out, "Metrics on %s\n", addr)
		return
	}
	fmt.Fprintln(out, "Metrics on")
	for _, host := range hosts(at.IP) {
		fmt.Fprintf(out, "  http://%s/\n", net.JoinHostPort(host, strconv.Itoa(at.Port)))
	}
	if !at.IP.IsLoopback() {
		fmt.Fprintf(out, "Whoever reaches this machine can see its figures and the names of its processes.\nFor this machine alone: -addr 127.0.0.1:%d\n", at.Port)
	}
}

// hosts are the names under which an address can be reached: all of this machine's, if it is unspecified.
func hosts(ip net.IP) []string {
	if !ip.IsUnspecified() {
		return []string{ip.String()}
	}
	all := []string{"localhost"}
	addrs, _ := net.InterfaceAddrs() // without them, localhost stays
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() {
			all = append(all, n.IP.String())
		}
	}
	return all
}
