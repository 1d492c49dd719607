"""Stands in for the product's programs: answers /readyz, or just lives; also plays manage.py and the launcher."""

from __future__ import annotations

import signal
import socket
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Ready(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        return


def main() -> int:
    match sys.argv[1:]:
        case ["serve", handed_out_at]:
            from deploy.front_door import fetch_door

            server = ThreadingHTTPServer(("", 0), Ready, bind_and_activate=False)
            server.socket.close()
            server.socket = socket.socket(fileno=fetch_door(Path(handed_out_at)))
            server.serve_forever()
        case ["idle"]:
            signal.pause()
        case ["launch", config_path, conf_path]:
            from deploy import launch

            launch.MANAGE = Path(__file__)
            return launch.run(Path(config_path), Path(conf_path))
        case ["migrate"] | ["import-directory", _]:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
