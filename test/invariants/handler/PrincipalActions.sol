// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {Capabilities, KeyGrant} from "../../../contracts/types/Key.sol";
import {AccountOpening, Move} from "../../../contracts/types/Opening.sol";
import {AccountUpdates} from "../../contracts/support/AccountUpdates.sol";
import {PolicyFixture} from "../../contracts/support/PolicyFixture.sol";
import {VM} from "../../contracts/support/Vm.sol";
import {Attempt} from "./Attempts.sol";
import {Dice} from "./Dice.sol";
import {Words} from "./Words.sol";

/// @notice What organisations do with their accounts: open them, grant and revoke keys, change policies, freeze and
/// unfreeze, move money, hand over. Also tried by those who may not: keys, other principals, who controlled it before.
abstract contract PrincipalActions is Words {
    mapping(address account => mapping(uint64 salt => bool)) internal _withdrawalSalts;

    constructor() {
        for (uint256 i = 0; i < _derived.length; i += 2) {
            Dice memory dice = Dice(uint256(keccak256(abi.encode("opened", i))));
            _openAccount(dice, _derived[i]);
        }
        // One principal has been handed over before anything else happens.
        VM.prank(_principals[1]);
        quittance.offerPrincipal(_principals[1], _controllers[2]);
        VM.prank(_controllers[2]);
        quittance.acceptPrincipal(_principals[1]);
        _principalOf[_principals[1]].controller = _controllers[2];
    }

    function openAccount(uint256 seed) external {
        Dice memory dice = Dice(seed);
        _openAccount(dice, _derived[dice.roll(_derived.length)]);
    }

    /// @notice Keys, policies, freezes and handovers: seldom enough that accounts get something done between.
    function govern(uint256 seed) external {
        Dice memory dice = Dice(seed);
        address account = _managedAccount(dice);
        uint256 choice = dice.roll(12);
        if (choice < 5) _setKeys(dice, account);
        else if (choice < 7) _setPolicy(dice, account);
        else if (choice < 9) _freeze(dice, account);
        else if (choice == 9) _handOver(dice, _principals[dice.roll(2)]);
        else if (choice == 10) _freezeAll(dice, _principals[dice.roll(2)]);
        else _handOver(dice, _principals[dice.roll(2)]);
    }

    // ---- opening ----

    function _openAccount(Dice memory dice, address account) private {
        address principal = _accountOf[account].principal;
        PolicyFixture memory policy = _draftPolicy(dice, account);
        bool sound = !dice.oneIn(10);
        if (!sound) _spoilPolicy(dice, policy, account);
        KeyGrant[] memory grants = _draftGrants(dice, true);
        AccountOpening[] memory openings = new AccountOpening[](1);
        openings[0] = AccountOpening(_accountOf[account].index, grants, policy.pack());
        Attempt memory attempt;
        attempt.action = "openAccount";
        attempt.caller = _commander(dice, principal);
        attempt.data = abi.encodeCall(IPrincipals.openAccounts, (principal, openings));
        attempt.expected = sound && !_isOpened(account) && attempt.caller == _principalOf[principal].controller;
        attempt.promised = attempt.caller == _principalOf[principal].controller ? 20 : 21;
        if (!_attemptOnce(dice, attempt)) return;
        _accountOf[account].opened = true;
        _accountOf[account].policy = policy;
        _opened.push(account);
        _granted(account, grants);
        _auditHeld();
    }

    function _spoilPolicy(Dice memory dice, PolicyFixture memory policy, address account) private view {
        uint256 fault = dice.roll(4);
        if (fault == 0) policy.period = 0;
        else if (fault == 1) policy.period = 8_785;
        else if (fault == 2) policy.treasury = abi.encodePacked(_accountOf[account].index);
        else policy.activeUntil = policy.activeFrom;
    }

    // ---- keys ----

    function _setKeys(Dice memory dice, address account) private {
        KeyGrant[] memory grants = _draftGrants(dice, false);
        bool sound = !dice.oneIn(12);
        if (!sound) _spoilGrant(dice, grants[grants.length - 1], account);
        Attempt memory attempt;
        attempt.action = "setKeys";
        attempt.caller = _commander(dice, _accountOf[account].principal);
        attempt.data = abi.encodeCall(IPrincipals.updateAccounts, (AccountUpdates.keys(account, grants)));
        bool may = attempt.caller == _controllerOf(account);
        attempt.expected = sound && may;
        attempt.promised = may ? 22 : 21;
        if (!_attempt(dice, attempt)) return;
        _granted(account, grants);
        _auditHeld();
    }

    /// @return grants Of keys that more than one account may have; some revoked, which they need not have been before.
    function _draftGrants(Dice memory dice, bool first) private view returns (KeyGrant[] memory grants) {
        grants = new KeyGrant[](dice.between(1, 4));
        for (uint256 i = 0; i < grants.length; ++i) {
            grants[i].key = dice.oneIn(16) ? _controllers[dice.roll(_controllers.length)] : _agent(dice);
            if (!first && dice.oneIn(4)) continue;
            grants[i].capabilities = _capabilities(dice);
            if (grants[i].capabilities == 0) continue;
            grants[i].expiry = uint40(block.timestamp + dice.between(1, dice.oneIn(4) ? 2 hours : 400 days));
        }
    }

    function _spoilGrant(Dice memory dice, KeyGrant memory grant, address account) private view {
        uint256 fault = dice.roll(5);
        if (fault == 0) grant.key = address(0);
        else if (fault == 1) grant.key = account;
        else if (fault == 2) (grant.expiry, grant.capabilities) = (type(uint40).max, 32);
        else if (fault == 3) (grant.expiry, grant.capabilities) = (uint40(block.timestamp), 1);
        else (grant.expiry, grant.capabilities) = dice.oneIn(2) ? (uint40(0), 1) : (type(uint40).max, 0);
    }

    function _granted(address account, KeyGrant[] memory grants) private {
        for (uint256 i = 0; i < grants.length; ++i) {
            if (grants[i].expiry == 0 && _grants[account][grants[i].key].expiry != 0) ++done["revokeKey"];
            _grants[account][grants[i].key].expiry = grants[i].expiry;
            _grants[account][grants[i].key].capabilities = grants[i].capabilities;
            _grants[account][grants[i].key].known = true;
        }
    }

    // ---- policies ----

    function _setPolicy(Dice memory dice, address account) private {
        PolicyFixture memory current = _accountOf[account].policy;
        PolicyFixture memory next = _draftPolicy(dice, account);
        bool sound = !dice.oneIn(12);
        if (!sound && dice.oneIn(2)) _spoilPolicy(dice, next, account);
        else if (!sound) current.perPeriod ^= 1;
        Attempt memory attempt;
        attempt.action = "setPolicy";
        attempt.caller = _commander(dice, _accountOf[account].principal);
        attempt.data = abi.encodeCall(
            IPrincipals.updateAccounts,
            (AccountUpdates.policy(account, current.pack(), next.pack()))
        );
        bool may = attempt.caller == _controllerOf(account);
        attempt.expected = sound && may;
        attempt.promised = may ? 20 : 21;
        if (!_attempt(dice, attempt)) return;
        _carryOver(account);
        _accountOf[account].policy = next;
        _auditBudget(account);
    }

    // ---- freezes ----

    function _freeze(Dice memory dice, address account) private {
        bool frozen = !_accountOf[account].frozen && dice.oneIn(4);
        address[] memory accounts = new address[](dice.between(1, 2));
        for (uint256 i = 0; i < accounts.length; ++i) accounts[i] = i == 0 ? account : _managedAccount(dice);
        Attempt memory attempt;
        attempt.action = frozen ? "freeze" : "unfreeze";
        attempt.caller = _commander(dice, _accountOf[account].principal);
        if (frozen && dice.oneIn(3)) attempt.caller = _guardian(dice, account);
        attempt.data =
            frozen ? abi.encodeCall(IPrincipals.freeze, (accounts)) : abi.encodeCall(IPrincipals.unfreeze, (accounts));
        attempt.expected = true;
        for (uint256 i = 0; i < accounts.length; ++i) {
            bool may = frozen && _mayAct(accounts[i], attempt.caller, Capabilities.FREEZE);
            if (!may && attempt.caller != _controllerOf(accounts[i])) attempt.expected = false;
        }
        attempt.promised = 21;
        if (!_attempt(dice, attempt)) return;
        for (uint256 i = 0; i < accounts.length; ++i) _accountOf[accounts[i]].frozen = frozen;
        _auditBudget(account);
    }

    /// @return A key that may freeze the account, if there is one near a random place; else any.
    function _guardian(Dice memory dice, address account) private view returns (address) {
        for (uint256 i = 0; i < 4; ++i) {
            address key = _agent(dice);
            if (_mayAct(account, key, Capabilities.FREEZE)) return key;
        }
        return _agent(dice);
    }

    function _freezeAll(Dice memory dice, address principal) private {
        bool frozen = !_principalOf[principal].frozen && dice.oneIn(5);
        Attempt memory attempt;
        attempt.action = frozen ? "freezeAll" : "unfreezeAll";
        attempt.caller = _commander(dice, principal);
        attempt.data =
            frozen
                ? abi.encodeCall(IPrincipals.freezeAll, (principal))
                : abi.encodeCall(IPrincipals.unfreezeAll, (principal));
        attempt.expected = attempt.caller == _principalOf[principal].controller;
        attempt.promised = 21;
        if (!_attempt(dice, attempt)) return;
        _principalOf[principal].frozen = frozen;
        _auditPrincipal(principal);
    }

    // ---- handovers ----

    function _handOver(Dice memory dice, address principal) private {
        if (_principalOf[principal].offered != address(0) && !dice.oneIn(4)) return _releasePayment(dice, principal);
        Attempt memory attempt;
        attempt.action = "offerPrincipal";
        attempt.caller = _commander(dice, principal);
        address to = dice.oneIn(6) ? address(0) : _controllers[dice.roll(_controllers.length)];
        attempt.data = abi.encodeCall(IPrincipals.offerPrincipal, (principal, to));
        attempt.expected = attempt.caller == _principalOf[principal].controller;
        attempt.promised = 21;
        if (!_attempt(dice, attempt)) return;
        _principalOf[principal].offered = to;
        _auditPrincipal(principal);
    }

    function _releasePayment(Dice memory dice, address principal) private {
        Attempt memory attempt;
        attempt.action = "acceptPrincipal";
        attempt.caller = dice.oneIn(3) ? _commander(dice, principal) : _principalOf[principal].offered;
        attempt.data = abi.encodeCall(IPrincipals.acceptPrincipal, (principal));
        attempt.expected = attempt.caller == _principalOf[principal].offered;
        attempt.promised = 21;
        if (!_attempt(dice, attempt)) return;
        _principalOf[principal].controller = attempt.caller;
        _principalOf[principal].offered = address(0);
        _auditPrincipal(principal);
    }

    // ---- money ----

    function moveFunds(uint256 seed) external {
        Dice memory dice = Dice(seed);
        address from = _managedAccount(dice);
        address caller = _commander(dice, _accountOf[from].principal);
        Move[] memory moves = new Move[](dice.between(1, 2));
        moves[0] = _draftMove(dice, from, caller);
        if (moves.length == 2) moves[1] = _draftMove(dice, moves[0].to, caller);
        Attempt memory attempt;
        attempt.action = "moveFunds";
        attempt.caller = caller;
        attempt.data = abi.encodeCall(IPrincipals.moveFunds, (moves));
        // The model makes the moves first, and none of them when it would not make all.
        try this.move(moves, caller) {
            attempt.expected = true;
        } catch {}
        attempt.promised = 21;
        if (!_attempt(dice, attempt)) return;
        for (uint256 i = 0; i < moves.length; ++i) {
            _auditAccount(moves[i].from);
            _auditAccount(moves[i].to);
        }
        _auditHeld();
    }

    /// @dev External, so that what it did is undone when it reverts.
    function move(Move[] calldata moves, address caller) external {
        require(msg.sender == address(this));
        for (uint256 i = 0; i < moves.length; ++i) {
            require(_commands(caller, moves[i].from) && _commands(caller, moves[i].to), "not its own");
            require(moves[i].amount != 0 && moves[i].amount <= _balance[moves[i].from], "not so much");
            _debit(moves[i].from, moves[i].amount);
            _credit(moves[i].to, moves[i].amount);
        }
    }

    function _draftMove(Dice memory dice, address from, address caller) private view returns (Move memory) {
        address to = dice.oneIn(4) ? caller : _managedAccount(dice);
        uint256 amount = dice.oneIn(8) ? _balance[from] + dice.roll(3) : dice.roll(_balance[from] / 2 + 2);
        if (dice.oneIn(12)) to = _party(dice);
        if (!dice.oneIn(8)) return Move(from, to, uint96(amount));
        return Move(dice.oneIn(2) ? _party(dice) : caller, from, uint96(amount));
    }

    /// @dev Its own balance, or one of an account that it controls.
    function _commands(address caller, address balance) private view returns (bool) {
        return caller == balance || (_isOpened(balance) && caller == _controllerOf(balance));
    }

    function withdrawFrom(uint256 seed) external {
        Dice memory dice = Dice(seed);
        address account = dice.oneIn(10) ? _account(dice) : _managedAccount(dice);
        address to = dice.oneIn(2) ? _account(dice) : _controllers[dice.roll(_controllers.length)];
        if (dice.oneIn(12)) to = [address(0), address(usdc), address(quittance), _managedAccount(dice)][dice.roll(4)];
        uint256 amount = dice.oneIn(8) ? _balance[account] + dice.roll(3) : dice.roll(_balance[account] / 3 + 2);
        Attempt memory attempt;
        attempt.action = "withdrawFrom";
        attempt.caller = _isOpened(account) ? _commander(dice, _accountOf[account].principal) : account;
        uint64 salt = uint64(dice.roll(100));
        attempt.data = abi.encodeCall(IPrincipals.withdrawFrom, (account, to, uint96(amount), salt));
        bool may = _isOpened(account) && attempt.caller == _controllerOf(account);
        bool used = _withdrawalSalts[account][salt];
        attempt.expected =
            may &&
            !used &&
            _takesMoney(to) &&
            amount != 0 &&
            amount <= _balance[account] &&
            !_blocked(to);
        attempt.promised =
            used
                ? 4
                : may
                    ? 1
                    : 21;
        if (!_attempt(dice, attempt)) return;
        _withdrawalSalts[account][salt] = true;
        _debit(account, amount);
        _walletOf[to] += amount;
        _auditAccount(account);
        _auditAccount(to);
        _auditHeld();
    }

    /// @dev Money sent to an address of an account's form would be lost: no one has its keys, opened or not.
    function _takesMoney(address to) internal view returns (bool) {
        bool holds = to != address(0) && to != address(usdc) && to != address(quittance);
        return holds && uint160(to) >> 128 != 0xacc00000;
    }

    /// @dev Mostly who controls it; now and then one of its keys, who controlled it first, or another principal.
    function _commander(Dice memory dice, address principal) internal view returns (address) {
        uint256 choice = dice.roll(14);
        if (choice == 0) return _agent(dice);
        if (choice == 1) return principal;
        if (choice == 2) return _controllers[dice.roll(_controllers.length)];
        return _principalOf[principal].controller;
    }
}
