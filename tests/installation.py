"""The smallest configuration that loads: an invented township whose platform and Redis are out of reach."""

CONFIG = """
[site]
name = "柳湾乡"
[server]
bind = "127.0.0.1:18080"
var_dir = "var"
[database]
url = "{url}"
[redis]
url = "unix:///nowhere/redis.sock"
[wecom]
corp_id = "ww0000000000000001"
api_base = "http://127.0.0.1:1"
[wecom.app]
agent_id = 1000002
secret = "invented-secret"
token = "inventedToken"
encoding_aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFA"
[security]
encryption_keys = ["REVNTy1PTkxZLWtleS1mb3ItbGl1d2FuLXRvd24tMDE="]
"""
