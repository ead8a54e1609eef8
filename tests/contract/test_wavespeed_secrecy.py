"""WaveSpeed's files lie on other hosts; these never see the key."""

from pathlib import Path

from tests.fixtures.rawserver import answer, raw_server
from tests.fixtures.wavespeed import CANARY, wavespeed, wrapped


async def test_neither_the_file_host_nor_the_output_host_ever_sees_the_key(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    async with raw_server(answer(200, picture.read_bytes())) as files:
        upload = {"method": "PUT", "url": files.url + "/put", "headers": {}}
        told = wrapped({"download_url": files.url + "/a.png", "upload": upload})
        async with raw_server(answer(200, told)) as server, wavespeed(server) as provider:
            await provider.upload(picture, "a.png")
            await provider._line.transfer.fetch(
                files.url + "/a.png", tmp_path / "b", bytes_max=1000
            )
        assert [heard.method for heard in files.heard] == ["PUT", "GET"]
        assert CANARY.encode() not in files.everything
        assert b"uthorization" not in files.everything
