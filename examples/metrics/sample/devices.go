package sample

import (
	"slices"
	"strings"
)

// notDisks are devices that keep nothing themselves: what goes through them is counted on the disk below.
var notDisks = []string{"loop", "ram", "zram", "dm-", "md", "sr", "fd", "nbd", "drbd"}

// wholeDisk tells a disk from its partitions and from devices stacked upon it; counting both counts twice.
func wholeDisk[T any](name string, all map[string]T) bool {
	if slices.ContainsFunc(notDisks, func(prefix string) bool { return numbered(name, prefix) }) {
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
	_, has := all[disk]
	return !ok || !has
}

// notCards are bridges, tunnels and ends of pairs: what goes through them is counted on a card as well, or never
// leaves the machine. A number follows; after the second kind anything does.
var (
	notCards        = []string{"lo", "docker", "virbr", "vnet", "cni", "ifb", "dummy", "tun", "tap", "wg", "utun", "bond", "team", "awdl", "llw", "gif", "stf", "anpi"}
	notCardFamilies = []string{"veth", "br-", "cali", "flannel", "Loopback"}
)

func realCard(name string) bool {
	return !slices.ContainsFunc(notCards, func(prefix string) bool { return numbered(name, prefix) }) &&
		!slices.ContainsFunc(notCardFamilies, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// numbered is true for prefix and for prefix with a number behind it.
func numbered(name, prefix string) bool {
	rest, ok := strings.CutPrefix(name, prefix)
	return ok && strings.Trim(rest, "0123456789") == ""
}
