package sample

import (
	"slices"
	"strings"
)

// virtualDisks are the name prefixes of devices without storage of their own. Their traffic is
// counted on the underlying disk.
var virtualDisks = []string{"loop", "ram", "zram", "dm-", "md", "sr", "fd", "nbd", "drbd"}

// isWholeDisk reports whether name is a disk, as opposed to a partition or a device stacked on a
// disk, whose traffic is already counted on the disk. The keys of all are the names of all devices.
func isWholeDisk[T any](name string, all map[string]T) bool {
	if slices.ContainsFunc(virtualDisks, func(prefix string) bool { return hasNumberSuffix(name, prefix) }) {
		return false
	}
	base := strings.TrimRight(name, "0123456789")
	if base == name {
		return true
	}
	if _, ok := all[base]; ok { // sda1 of sda
		return false
	}
	disk, ok := strings.CutSuffix(base, "p") // nvme0n1p1 of nvme0n1
	_, exists := all[disk]
	return !ok || !exists
}

// The traffic of bridges, tunnels and virtual pairs is also counted on a physical interface, or
// does not leave the machine.
var (
	// virtualInterfaces are complete names, or are followed by a number.
	virtualInterfaces = []string{
		"lo", "docker", "virbr", "vnet", "cni", "ifb", "dummy", "tun", "tap", "wg", "utun", "bond", "team", "awdl", "llw",
		"gif", "stf", "anpi",
	}
	// virtualPrefixes may be followed by anything.
	virtualPrefixes = []string{"veth", "br-", "cali", "flannel", "Loopback"}
)

// isPhysicalInterface reports whether name is a network interface whose traffic leaves the machine.
func isPhysicalInterface(name string) bool {
	return !slices.ContainsFunc(virtualInterfaces, func(prefix string) bool { return hasNumberSuffix(name, prefix) }) &&
		!slices.ContainsFunc(virtualPrefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// hasNumberSuffix reports whether name is prefix, optionally followed by a number.
func hasNumberSuffix(name, prefix string) bool {
	rest, ok := strings.CutPrefix(name, prefix)
	return ok && strings.Trim(rest, "0123456789") == ""
}
