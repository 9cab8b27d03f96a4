package main

import (
	"os"
	"strings"
)

// allowedHosts returns the hosts at which the page can be opened: localhost, the name of this machine
// (also as announced by mDNS), any IP address, and more. Any other name may belong to a site that has
// its own name resolve to this machine, to read the page (DNS rebinding). An IP address cannot.
func allowedHosts(more []string) []string {
	hosts := append([]string{"localhost", "0.0.0.0/0", "::/0"}, more...)
	name, err := os.Hostname()
	if name = strings.ToLower(name); err == nil && isHostName(name) {
		hosts = append(hosts, name)
		if !strings.Contains(name, ".") {
			hosts = append(hosts, name+".local")
		}
	}
	return hosts
}

// isHostName reports whether name, in lower case, can be part of a URL.
func isHostName(name string) bool {
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-.") == "" &&
		!strings.HasPrefix(name, ".") && !strings.HasSuffix(name, ".") && !strings.Contains(name, "..")
}

// splitHosts returns the hosts in a list that is separated by commas.
func splitHosts(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}
