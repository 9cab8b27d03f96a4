package livetest

import "github.com/lively-go/lively/internal/nearest"

// didYouMean returns a suggestion for a failure text: the one of names that is nearest to name, or
// "" if none is near.
func didYouMean(name string, names []string) string { return nearest.Suggestion(name, names) }

func formatSuggestion(name string) string { return nearest.Format(name) }

// nearestName returns the one of names that is nearest to name, or "" if none is near.
func nearestName(name string, names []string) string { return nearest.Name(name, names) }
