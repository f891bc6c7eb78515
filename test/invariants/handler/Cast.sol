// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IQuittance} from "../../../contracts/interfaces/IQuittance.sol";
import {Signing} from "../../contracts/support/Signing.sol";
import {UsdcStage} from "../../contracts/support/UsdcStage.sol";
import {VM} from "../../contracts/support/Vm.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {ScriptedPool} from "../../support/contracts/ScriptedPool.sol";
import {Dice} from "./Dice.sol";

/// @notice Who acts. Every party may be buyer in one deal and seller in the next; two parties and one juror are
/// ERC-1271 wallets, and so is one of the two arbiters. The handler itself operates the token: it mints, blacklists and
/// pauses.
abstract contract Cast is UsdcStage {
    uint256 internal constant FUNDS = 1e15;
    uint256 internal constant PARTIES = 6;
    uint256 internal constant JURORS = 8;
    uint256 internal constant POOL_JURORS = 9;
    uint96 internal constant SEAT_FEE = 1;
    uint40 internal constant START = 1_800_000_000;

    IQuittance public quittance;
    /// @dev Answers a draw as the relayer of that draw scripted it.
    ScriptedPool internal _pool;

    address[] internal _parties;
    /// @dev Ascending, as panels must be.
    address[] internal _jurors;
    /// @dev Everyone who may come to hold a balance: the parties, two marketplaces, two panel accounts, the relayer.
    address[] internal _accounts;
    /// @dev Plain keys that only the pool draws, ascending.
    address[] internal _poolJurors;
    address[] internal _arbiters;
    /// @dev Everyone who may come to hold a balance: these, who earns bonds or draws, and what principals open or could
    /// open.
    address[] internal _holders;
    address internal _stranger;
    address internal _relayer;
    /// @dev Of the account, or of a wallet's owner.
    mapping(address signer => uint256 key) internal _keyOf;

    constructor() {
        VM.warp(START);
        _deployUsdc();
        address accounts = _deploy("Accounts.sol:Accounts", abi.encode(address(usdc)));
        address disputes = _deploy("Disputes.sol:Disputes", abi.encode(address(usdc), accounts));
        address agreements = _deploy("Agreements.sol:Agreements", abi.encode(address(usdc)));
        address batches = _deploy("Batches.sol:Batches", abi.encode(address(usdc), accounts));
        address panels = _deploy("Panels.sol:Panels", abi.encode(address(usdc), accounts));
        bytes memory arguments = abi.encode(address(usdc), disputes, accounts, agreements, batches, panels);
        quittance = IQuittance(_deploy("Quittance.sol:Quittance", arguments));
        for (uint256 i = 0; i < PARTIES; ++i) {
            address party = i < 4 ? _plain(0xa0 + i) : _wallet(0xa0 + i);
            _parties.push(party);
            _accounts.push(party);
        }
        for (uint256 i = 0; i < JURORS; ++i) _seat(_jurors, i == 0 ? _wallet(0xb0) : _plain(0xb0 + i));
        for (uint256 i = 0; i < 4; ++i) _accounts.push(_plain(0xc0 + i));
        _relayer = _plain(0xd0);
        _accounts.push(_relayer);
        _stranger = _plain(0xd1);
        for (uint256 i = 0; i < POOL_JURORS; ++i) _seat(_poolJurors, _plain(0xe0 + i));
        _arbiters.push(_plain(0xf0));
        _arbiters.push(_wallet(0xf1));
        _pool = new ScriptedPool();
        _pool.setSeatFee(SEAT_FEE);
        for (uint256 i = 0; i < _accounts.length; ++i) _holders.push(_accounts[i]);
        for (uint256 i = 0; i < JURORS; ++i) _holders.push(_jurors[i]);
        for (uint256 i = 0; i < POOL_JURORS; ++i) _holders.push(_poolJurors[i]);
        for (uint256 i = 0; i < _arbiters.length; ++i) _holders.push(_arbiters[i]);
        _holders.push(_stranger);
    }

    /// @dev Signs as `who` in either of the two forms that every entry takes.
    function _sign(Dice memory dice, address who, bytes32 digest) internal view returns (bytes memory) {
        uint256 key = _keyOf[who];
        return dice.oneIn(2) ? Signing.sign(key, digest) : Signing.signCompact(key, digest);
    }

    function _party(Dice memory dice) internal view returns (address) {
        return _parties[dice.roll(_parties.length)];
    }

    function _account(Dice memory dice) internal view returns (address) {
        return _accounts[dice.roll(_accounts.length)];
    }

    function _marketplace(Dice memory dice) internal view returns (address) {
        return _accounts[PARTIES + dice.roll(2)];
    }

    function _panelAccount(Dice memory dice) internal view returns (address) {
        return _accounts[PARTIES + 2 + dice.roll(2)];
    }

    /// @dev From its artifact: a change of the contract compiles no campaign again.
    function _deploy(string memory artifact, bytes memory arguments) private returns (address deployed) {
        bytes memory creation = bytes.concat(VM.getCode(artifact), arguments);
        assembly ("memory-safe") {
            deployed := create(0, add(creation, 0x20), mload(creation))
        }
        require(deployed != address(0), "the contract was not deployed");
    }

    function _plain(uint256 key) internal returns (address account) {
        account = VM.addr(key);
        _keyOf[account] = key;
    }

    function _wallet(uint256 key) internal returns (address account) {
        account = address(new Erc1271Wallet(VM.addr(key)));
        _keyOf[account] = key;
    }

    /// @dev Keeps the list ascending.
    function _seat(address[] storage list, address juror) private {
        list.push(juror);
        for (uint256 i = list.length - 1; i > 0 && list[i - 1] > list[i]; --i) {
            (list[i - 1], list[i]) = (list[i], list[i - 1]);
        }
    }
}
