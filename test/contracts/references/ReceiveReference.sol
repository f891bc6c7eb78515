// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {PackedReader} from "./PackedReader.sol";

/// @notice The reference of `Ledger._receive`: the token's calldata, made by `abi.encodeWithSignature`.
library ReceiveReference {
    using PackedReader for bytes;

    struct Receipt {
        address from;
        address to;
        uint256 amount;
        uint256 validBefore;
        bytes32 nonce;
    }

    function calldataFor(Receipt memory receipt, bytes memory signature) internal view returns (bytes memory) {
        if (signature.length == 65) {
            return _withWords(receipt, uint8(signature[64]), _wordAt(signature, 0), _wordAt(signature, 32));
        }
        if (signature.length == 64 && receipt.from.code.length == 0) {
            uint256 vs = uint256(_wordAt(signature, 32));
            uint8 v = vs >= 1 << 255 ? 28 : 27;
            return _withWords(receipt, v, _wordAt(signature, 0), bytes32(vs & (type(uint256).max >> 1)));
        }
        return
            abi.encodeWithSignature(
                "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)",
                receipt.from,
                receipt.to,
                receipt.amount,
                uint256(0),
                receipt.validBefore,
                receipt.nonce,
                signature
            );
    }

    function _withWords(Receipt memory receipt, uint8 v, bytes32 r, bytes32 s) private pure returns (bytes memory) {
        return
            abi.encodeWithSignature(
                "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
                receipt.from,
                receipt.to,
                receipt.amount,
                uint256(0),
                receipt.validBefore,
                receipt.nonce,
                v,
                r,
                s
            );
    }

    function _wordAt(bytes memory data, uint256 offset) private pure returns (bytes32) {
        return bytes32(data.numberAt(offset, 32));
    }
}
