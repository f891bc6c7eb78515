// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Capabilities} from "../../../contracts/types/Key.sol";
import {AccountDigests} from "../../contracts/support/AccountDigests.sol";
import {Lists} from "../../contracts/support/Lists.sol";
import {PolicyFixture, PolicyFixtures} from "../../contracts/support/PolicyFixture.sol";
import {Cast} from "./Cast.sol";
import {Dice} from "./Dice.sol";

/// @notice What the model holds to be true of a principal.
struct GhostPrincipal {
    address controller;
    address offered;
    bool frozen;
}

/// @notice What the model holds to be true of a managed account, or could open.
struct GhostAccount {
    address principal;
    uint32 index;
    bool opened;
    bool frozen;
    PolicyFixture policy;
}

/// @notice What the model holds a key to be allowed.
struct GhostKey {
    uint40 expiry;
    uint8 capabilities;
    /// @dev It was a key once.
    bool known;
}

/// @notice Two principals, a plain key and a contract, and two who may take one over; their accounts; and those who
/// hold the accounts' keys, two of them contracts, each now a key of one account, now of another.
abstract contract Organisations is Cast {
    uint256 internal constant INDEXES = 3;

    address[] internal _principals;
    /// @dev The principals, and who may come to control them.
    address[] internal _controllers;
    /// @dev Keys, or what could be one.
    address[] internal _agents;
    /// @dev Opened by a principal.
    address[] internal _opened;
    /// @dev Opened or not.
    address[] internal _derived;
    mapping(address principal => GhostPrincipal) internal _principalOf;
    mapping(address account => GhostAccount) internal _accountOf;
    mapping(address account => mapping(address key => GhostKey)) internal _grants;

    /// @dev Roots of lists of counterparties: of almost everybody, of a few; then of categories.
    bytes32[2] internal _counterparties;
    bytes32[2] internal _categories;
    /// @dev As envelopes carry it; empty for what is not on the list.
    mapping(bytes32 root => mapping(uint256 member => bytes)) internal _proofs;

    constructor() {
        for (uint256 i = 0; i < 6; ++i) _agents.push(i < 4 ? _plain(0x1a0 + i) : _wallet(0x1a0 + i));
        for (uint256 i = 0; i < 4; ++i) {
            _controllers.push(i % 2 == 0 ? _plain(0x1b0 + i) : _wallet(0x1b0 + i));
            _holders.push(_controllers[i]);
        }
        for (uint256 i = 0; i < 2; ++i) {
            _principals.push(_controllers[i]);
            _principalOf[_controllers[i]].controller = _controllers[i];
            for (uint32 index = 0; index < INDEXES; ++index) _derive(_controllers[i], index);
        }
        _counterparties[0] = _list(_actors());
        _counterparties[1] = _list(_few());
        uint32[] memory many = new uint32[](5);
        (many[1], many[2], many[3], many[4]) = (1, 7, 400, type(uint32).max);
        _categories[0] = _listCategories(many);
        uint32[] memory one = new uint32[](1);
        one[0] = 7;
        _categories[1] = _listCategories(one);
    }

    function _isOpened(address account) internal view returns (bool) {
        return _accountOf[account].opened;
    }

    function _controllerOf(address account) internal view returns (address) {
        return _principalOf[_accountOf[account].principal].controller;
    }

    /// @return The account from which the policy draws what lacks, opened or not; zero when it names none.
    function _treasuryOf(address account) internal view returns (address) {
        bytes storage index = _accountOf[account].policy.treasury;
        if (!_isOpened(account) || index.length == 0) return address(0);
        return AccountDigests.account(address(quittance), _accountOf[account].principal, uint32(bytes4(index)));
    }

    function _isFrozen(address account) internal view returns (bool) {
        return _accountOf[account].frozen || _principalOf[_accountOf[account].principal].frozen;
    }

    /// @dev The controller always; a key while it is neither expired nor revoked, as far as it was allowed.
    function _mayAct(address account, address key, uint256 capability) internal view returns (bool) {
        if (key == _controllerOf(account)) return true;
        GhostKey storage granted = _grants[account][key];
        if (block.timestamp >= granted.expiry || granted.capabilities & capability != capability) return false;
        return granted.capabilities != Capabilities.FREEZE || capability == Capabilities.FREEZE;
    }

    // ---- choices ----

    /// @dev Anybody who trades: a wallet or an account.
    function _trader(Dice memory dice) internal view returns (address) {
        return dice.oneIn(3) ? _managedAccount(dice) : _party(dice);
    }

    /// @dev A managed account.
    function _managedAccount(Dice memory dice) internal view returns (address) {
        return _opened[dice.roll(_opened.length)];
    }

    function _agent(Dice memory dice) internal view returns (address) {
        return _agents[dice.roll(_agents.length)];
    }

    /// @dev Mostly one that its policy allows.
    function _categoryFor(Dice memory dice, address account) internal view returns (uint32) {
        bool listed = _isOpened(account) && _accountOf[account].policy.categories != 0;
        return listed && !dice.oneIn(8) ? 7 : [uint32(0), 0, 7, 400, 12][dice.roll(5)];
    }

    /// @return policy Often without limits, else with some of every kind, tight or not; often with a treasury, which need
    /// not be opened, and may have a treasury itself.
    function _draftPolicy(Dice memory dice, address account) internal view returns (PolicyFixture memory policy) {
        policy = PolicyFixtures.unlimited();
        if (dice.oneIn(2)) {
            uint256 others = INDEXES + (dice.oneIn(8) ? 1 : 0);
            uint256 index = (_accountOf[account].index + 1 + dice.roll(others - 1)) % others;
            policy = policy.drawingOn(uint32(index));
        }
        policy.period = [uint16(1), 2, 24, 24, 168, 8_784][dice.roll(6)];
        if (dice.oneIn(3)) return policy;
        if (dice.oneIn(3)) policy.perTransaction = _limit(dice);
        if (dice.oneIn(2)) policy.perPeriod = _limit(dice);
        if (dice.oneIn(3)) policy.lifetime = _limit(dice) * 4;
        if (dice.oneIn(3)) policy.approvalAbove = dice.oneIn(3) ? 0 : _limit(dice);
        if (dice.oneIn(3)) policy.counterparties = _counterparties[dice.oneIn(8) ? 1 : 0];
        if (dice.oneIn(3)) policy.categories = _categories[dice.oneIn(3) ? 1 : 0];
        if (!dice.oneIn(8)) return policy;
        policy.activeFrom = uint40(block.timestamp - 1 days + dice.roll(1.1 days));
        policy.activeUntil = uint40(policy.activeFrom + dice.between(1 days, 60 days));
    }

    function _limit(Dice memory dice) private pure returns (uint64) {
        return uint64(dice.between(1, [uint256(1e3), 1e6, 1e9, 1e10, 4e10][dice.roll(5)]));
    }

    /// @return Any, none and all among them.
    function _capabilities(Dice memory dice) internal pure returns (uint8) {
        return uint8(dice.oneIn(2) ? Capabilities.ALL : dice.roll(32));
    }

    // ---- lists ----

    function _actors() private view returns (address[] memory list) {
        list = new address[](_holders.length);
        for (uint256 i = 0; i < list.length; ++i) list[i] = _holders[i];
        list[0] = address(_pool);
    }

    function _few() private view returns (address[] memory list) {
        list = new address[](6);
        (list[0], list[1], list[2]) = (_parties[0], _parties[4], _derived[0]);
        (list[3], list[4], list[5]) = (_accounts[PARTIES], _accounts[PARTIES + 2], address(_pool));
    }

    function _list(address[] memory members) private returns (bytes32 root) {
        bytes32[] memory tree = Lists.treeOf(Lists.leavesOf(members));
        root = tree[0];
        for (uint256 i = 0; i < members.length; ++i) {
            _proofs[root][uint160(members[i])] = Lists.proofIn(tree, Lists.leafOf(members[i]));
        }
    }

    function _listCategories(uint32[] memory members) private returns (bytes32 root) {
        bytes32[] memory tree = Lists.treeOf(Lists.leavesOf(members));
        root = tree[0];
        for (uint256 i = 0; i < members.length; ++i) {
            _proofs[root][members[i]] = Lists.proofIn(tree, Lists.leafOf(members[i]));
        }
    }

    function _derive(address principal, uint32 index) private {
        address account = AccountDigests.account(address(quittance), principal, index);
        (_accountOf[account].principal, _accountOf[account].index) = (principal, index);
        _derived.push(account);
        _holders.push(account);
    }
}
