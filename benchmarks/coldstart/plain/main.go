// Command plain is the program that the one with the client is compared with. With
// the build tag imported, the package is linked as well.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
)

func main() {
	if len(os.Args) < 2 {
		return
	}
	resp, err := http.Get(os.Args[1])
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	data, _ := io.ReadAll(resp.Body)
	var page struct{ Data []struct{ UUID string } }
	fmt.Println(json.Unmarshal(data, &page), page)
}
