package fanvue

import (
	"errors"
	"os"
)

// The environment variables that FromEnv reads.
const (
	envAPIKey      = "FANVUE_API_KEY"
	envAccessToken = "FANVUE_ACCESS_TOKEN"
	envScopes      = "FANVUE_SCOPES"
	envBaseURL     = "FANVUE_API_URL"
)

// FromEnv configures the client from environment variables, which are read when
// the client is made:
//
//   - FANVUE_API_KEY as [WithAPIKey] does, or FANVUE_ACCESS_TOKEN as [WithToken]
//     does; only one of them may be set
//   - FANVUE_SCOPES as [WithScopes] does; the scopes are separated by spaces or
//     commas
//   - FANVUE_API_URL as [WithBaseURL] does
//
// A variable that is empty counts as not set, and changes nothing. Other options
// may be given, too: of scopes and base URLs the last one counts, and a
// credential that is set must be the only one. Errors name the variable and do
// not quote its value. Nothing else in this package reads these variables.
func FromEnv() Option {
	return func(cfg *config) error {
		cfg.fromEnv = true
		key, token := os.Getenv(envAPIKey), os.Getenv(envAccessToken)
		var problems []error
		switch {
		case key != "" && token != "":
			// Either would do: that there are two is reported here.
			cfg.credentials = append(cfg.credentials, &credential{})
			problems = append(problems, invalid("FromEnv", "both %s and %s are set; unset one of them", envAPIKey, envAccessToken))
		case key != "":
			problems = append(problems, ofVariable(envAPIKey, WithAPIKey(key)(cfg)))
		case token != "":
			problems = append(problems, ofVariable(envAccessToken, WithToken(token)(cfg)))
		}
		if scopes := ParseScopes(os.Getenv(envScopes)); len(scopes) > 0 {
			problems = append(problems, ofVariable(envScopes, WithScopes(scopes...)(cfg)))
		}
		if address := os.Getenv(envBaseURL); address != "" {
			cfg.envURL = address
			problems = append(problems, WithBaseURL(address)(cfg))
		}
		return errors.Join(problems...)
	}
}

// ofVariable returns the error of an option as one about the variable that the
// option was made from.
func ofVariable(name string, err error) error {
	var problem *ArgumentError
	if errors.As(err, &problem) {
		return invalid("FromEnv", "%s %s", name, problem.Reason)
	}
	return err
}

// withoutValue returns the error of a base URL. One of the environment is not
// quoted: somebody may have put a secret into the wrong variable.
func (cfg *config) withoutValue(err error) error {
	if cfg.envURL == "" || cfg.client.baseURL != cfg.envURL {
		return err
	}
	return invalid("FromEnv", "%s must be an absolute https:// URL without a user, a query or a fragment, such as %s; http:// needs WithInsecureHTTP, except on this machine",
		envBaseURL, DefaultBaseURL)
}
